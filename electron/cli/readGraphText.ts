import { readFile } from 'node:fs/promises';
import { AppError } from '#shared/rpc/errors.ts';
import { fileTrouble } from '../backend/system/fileTrouble.ts';

/** The text of a graph file that the command line named. @throws AppError `notFound` with a sentence */
export function readGraphText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new AppError('notFound', `${file} cannot be read: ${fileTrouble(error)}.`);
  });
}
