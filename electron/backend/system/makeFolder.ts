import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/rpc/errors.ts';
import { fileTrouble } from './fileTrouble.ts';

/**
 * Makes a folder and those above it, unless it is there. (`mkdir` with `recursive` never ends where a file system has no room for
 * folders and says that what is above is missing, as `/proc` does.)
 * @throws AppError `forbidden` with a sentence when it cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeInside(path.resolve(folder));
  } catch (cause) {
    const message = `The folder ${folder} cannot be made: ${fileTrouble(cause)}. Name a folder that you may write to.`;
    throw new AppError('forbidden', message, undefined, { cause });
  }
}

async function makeInside(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const above = path.dirname(folder);
  if (above !== folder) await makeInside(above);
  await mkdir(folder).catch(async (error: Error) => {
    // Another program may have been quicker.
    if (!(await isFolder(folder))) throw error;
  });
}

async function isFolder(folder: string): Promise<boolean> {
  const status = await stat(folder).catch(() => undefined);
  return status?.isDirectory() ?? false;
}
