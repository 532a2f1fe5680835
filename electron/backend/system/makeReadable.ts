import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Lets every user of the machine read a folder and all that is in it, whatever the umask was: sandboxes may run as another one. */
export async function makeReadable(folder: string): Promise<void> {
  const inside = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = inside.filter((entry) => !entry.isSymbolicLink()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of [folder, ...paths]) {
    const { mode } = await stat(path);
    // What its owner may enter or run, others may, too.
    const wanted = (mode & 0o100) === 0 ? mode | 0o444 : mode | 0o555;
    if (wanted !== mode) await chmod(path, wanted & 0o7777);
  }
}
