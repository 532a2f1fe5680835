import { watch } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { blankEnvironment } from '../backend/secrets/blankEnvironment.ts';

/**
 * Takes secrets of the environment out of crash reports (N12): of those that are there at once, such as one of this program's own
 * last crash, and of others as soon as they appear, as long as the program runs.
 * @param folder where Crashpad puts its reports
 */
export async function cleanCrashReports(folder: string): Promise<void> {
  // Where a report is moved once it is written.
  const finished = path.join(folder, 'pending');
  await mkdir(finished, { recursive: true });
  watch(finished, { persistent: false }, (_, name) => {
    if (name?.endsWith('.dmp')) void clean(path.join(finished, name));
  });
  const files = await readdir(folder, { recursive: true });
  await Promise.all(files.filter((name) => name.endsWith('.dmp')).map((name) => clean(path.join(folder, name))));
}

async function clean(file: string): Promise<void> {
  // It may have been moved or deleted meanwhile.
  const image = await readFile(file).catch(() => undefined);
  if (image && blankEnvironment(image)) await writeFile(file, image).catch(() => {});
}
