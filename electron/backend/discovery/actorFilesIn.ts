import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { FilePatterns } from './filePatterns.ts';
import { scanFiles } from './scanner.ts';

/**
 * The files of a folder outside the workspace that may be actors, sorted: those that the patterns match (D1). They are read as seen from
 * the folder above, so that all files of a folder `actors` count.
 * @returns absolute paths; undefined where the path is no folder
 */
export async function actorFilesIn(folder: string, patterns: FilePatterns): Promise<string[] | undefined> {
  const isFolder = await stat(folder).then(
    (status) => status.isDirectory(),
    () => false,
  );
  if (!isFolder) return undefined;
  const inside = `**/${path.basename(folder)}/`;
  const own = patterns.patterns.flatMap((one) => (one.startsWith(inside) ? [one, one.slice(inside.length)] : [one]));
  const { files } = await scanFiles(folder, { ...patterns, patterns: own });
  return files.map(({ absolute }) => absolute);
}
