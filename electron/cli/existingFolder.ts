import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/rpc/errors.ts';

/** The absolute path of a workspace that the command line named. @throws AppError `notFound` when it is no folder */
export async function existingFolder(given: string): Promise<string> {
  if (await isFolder(given)) return path.resolve(given);
  throw new AppError('notFound', `${given} is no folder. Name the folder of a workspace.`);
}

export async function isFolder(given: string): Promise<boolean> {
  const found = await stat(given).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
