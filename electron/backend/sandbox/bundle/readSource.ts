import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/rpc/errors.ts';

/**
 * Reads a file of the workspace; links that lead out of it count as missing.
 * @returns undefined when there is no such file inside
 */
export async function readInside(root: string, relative: string): Promise<string | undefined> {
  try {
    const contents = await readWithin([await realpath(root)], path.join(root, relative));
    // A byte order mark is no part of the text.
    return contents && new TextDecoder().decode(contents);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}

/**
 * Reads a file if what was opened is in one of the folders, whatever somebody does to links on the way meanwhile.
 * @param folders real paths
 * @returns undefined when it is elsewhere
 */
export async function readWithin(folders: readonly string[], file: string): Promise<Buffer | undefined> {
  await using opened = await open(file, 'r');
  const real = await placeOf(opened, file);
  return folders.some((folder) => real?.startsWith(folder + path.sep)) ? await opened.readFile() : undefined;
}

/** Where an open file is; the kernel says it on Linux, elsewhere its path must lead to the same file before and after. */
async function placeOf(opened: FileHandle, file: string): Promise<string | undefined> {
  if (process.platform === 'linux') return realpath(`/proc/self/fd/${opened.fd}`);
  const real = await realpath(file);
  const [own, there] = await Promise.all([opened.stat(), stat(real)]);
  return own.ino === there.ino && own.dev === there.dev ? real : undefined;
}

/** @throws AppError `notFound` */
export async function readEntry(root: string, entry: string): Promise<string> {
  const text = await readInside(root, entry);
  if (text !== undefined) return text;
  throw new AppError(
    'notFound',
    `${entry} is not in the workspace any more. Restore it, or remove the nodes that use it.`,
  );
}
