import { access } from 'node:fs/promises';
import path from 'node:path';
import { existingFolder } from './existingFolder.ts';

/**
 * The workspace of a graph (P2): as given, else the nearest folder above it that has a reflow.yaml, else its own folder.
 * @throws AppError `notFound` when what is given is no folder
 */
export async function findWorkspace(graph: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return existingFolder(given);
  const own = path.dirname(path.resolve(graph));
  for (let folder = own; ; folder = path.dirname(folder)) {
    const found = await access(path.join(folder, 'reflow.yaml')).then(
      () => true,
      () => false,
    );
    if (found) return folder;
    if (path.dirname(folder) === folder) return own;
  }
}
