import { access } from 'node:fs/promises';
import path from 'node:path';

/** The workspace of a graph (P2): as given, else the nearest folder above it that has a reflow.yaml, else its own folder. */
export async function findWorkspace(graph: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return path.resolve(given);
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
