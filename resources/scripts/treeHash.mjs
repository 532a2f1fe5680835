import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** SHA-256 of the names and contents of files and folders; a missing one counts as empty. Tests are left out: nothing is built of them. */
export async function hashOfTrees(root, names) {
  const hash = createHash('sha256');
  for (const name of names) {
    for (const file of await filesUnder(path.join(root, name))) {
      hash.update(path.relative(root, file)).update('\0');
      hash.update(await readFile(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

async function filesUnder(file) {
  const found = await stat(file).catch(() => undefined);
  if (!found) return [];
  if (found.isFile()) return [file];
  const entries = await readdir(file, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$|\.pyc$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}
