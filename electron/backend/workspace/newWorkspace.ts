import { cp, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { AppError } from '#shared/rpc/errors.ts';
import { makeFolder } from '../system/makeFolder.ts';

/**
 * Makes a workspace in a folder that is empty or not there yet: a copy of a template, or with nothing but its settings.
 * @param template the folder to copy; what running it left there is not copied
 * @throws AppError `conflict` when there is something in the folder, which is left as it is
 */
export async function makeWorkspace(folder: string, template?: string): Promise<void> {
  await makeFolder(folder);
  if ((await readdir(folder)).length > 0)
    throw new AppError('conflict', `${folder} is not empty. Name a new folder for the workspace, or an empty one.`);
  if (template === undefined)
    await writeFile(path.join(folder, 'reflow.yaml'), stringify({ workspace: { name: path.basename(folder) } }));
  else await cp(template, folder, { recursive: true, filter: (file) => path.basename(file) !== '.reflow' });
}
