import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';

/** Where actor files from elsewhere are put. */
const folderName = 'actors';

/**
 * Copies actor files into a workspace; those that are in it already stay where they are, and nothing is ever overwritten.
 * @returns the names that were there already, and are left as they are
 */
export async function copyActors(root: string, files: readonly string[]): Promise<{ present: string[] }> {
  const folder = path.join(root, folderName);
  await mkdir(folder, { recursive: true });
  const present: string[] = [];
  for (const file of actorsFromOutside(root, files)) {
    const name = path.basename(file);
    try {
      await copyFile(file, path.join(folder, name), constants.COPYFILE_EXCL);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      present.push(name);
    }
  }
  return { present };
}

export function actorsFromOutside(root: string, files: readonly string[]): string[] {
  return files.filter((file) => path.relative(root, file).startsWith('..'));
}
