import { readFile } from 'node:fs/promises';
import { AppError } from '#shared/rpc/errors.ts';

/** The text of a graph file that the command line named. @throws AppError `notFound` with a sentence */
export function readGraphText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reasons: Record<string, string> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' };
    throw new AppError('notFound', `${file} cannot be read: ${reasons[error.code ?? ''] ?? error.message}.`);
  });
}
