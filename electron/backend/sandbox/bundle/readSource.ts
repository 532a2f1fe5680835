import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/rpc/errors.ts';

/**
 * Reads a file of the workspace; links that lead out of it count as missing.
 * @returns undefined when there is no such file inside
 */
export async function readInside(root: string, relative: string): Promise<string | undefined> {
  const file = path.join(root, relative);
  try {
    const [real, realRoot] = await Promise.all([realpath(file), realpath(root)]);
    if (!real.startsWith(realRoot + path.sep)) return undefined;
    return await readFile(real, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
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
