import { cp } from 'node:fs/promises';
import path from 'node:path';
import { Folder, projectRoot } from '../integration/commandLine.ts';

/** A copy of the weather example in a temporary folder. */
export async function exampleFolder(): Promise<Folder> {
  const folder = await Folder.make({});
  await cp(path.join(projectRoot, 'resources/examples/weather'), folder.root, {
    recursive: true,
    filter: (file) => !file.endsWith('.reflow'),
  });
  return folder;
}

/** Where screenshots are kept for people to look at. */
export const screenshots = path.join(projectRoot, 'test-results/screenshots');
