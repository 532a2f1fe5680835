import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/rpc/errors.ts';
import { makeFolder } from './makeFolder.ts';
import { fileTrouble } from './fileTrouble.ts';

/**
 * Replaces a file as a whole, or not at all (G4): temporary file beside it, fsync, rename, fsync of the folder. The folder
 * is made when missing. A file that is there keeps its permissions, unless others are given.
 * @param mode the file's permissions, before the umask
 * @throws AppError `forbidden` with a sentence when the folder cannot be written
 */
export async function atomicWrite(file: string, text: string, mode?: number): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  await makeFolder(path.dirname(file));
  try {
    const present = mode === undefined ? await stat(file).catch(() => undefined) : undefined;
    const handle = await open(temporary, 'wx', mode ?? 0o666);
    try {
      if (present) await handle.chmod(present.mode & 0o7777);
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new AppError(
      'forbidden',
      `${file} cannot be written: ${fileTrouble(error)}. See that its disk has room and that you may write to its folder.`,
      undefined,
      { cause: error },
    );
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
