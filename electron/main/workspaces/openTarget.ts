import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

/** What a path from outside (command line, file manager, drag and drop) opens: a workspace, and maybe one of its graphs. */
export interface OpenTarget {
  workspace: string;
  /** Relative to the workspace, with `/`. */
  graph?: string;
}

const graphFile = /\.graph\.(json|ya?ml)$/i;
const actorFile = /\.(py|[cm]?[jt]s|wasm)$/i;

/** A folder is a workspace; a graph belongs to the nearest folder above it that has a reflow.yaml, else to its own (P2). */
export function openTarget(file: string): OpenTarget {
  if (!graphFile.test(file) || statSync(file, { throwIfNoEntry: false })?.isDirectory()) return { workspace: file };
  const own = path.dirname(file);
  let workspace = own;
  for (let folder = own; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'reflow.yaml'))) {
      workspace = folder;
      break;
    }
    if (path.dirname(folder) === folder) break;
  }
  return { workspace, graph: path.relative(workspace, file).split(path.sep).join('/') };
}

/** Dropped paths by what is done with them: opened as workspaces, opened as graphs, copied in as actors, or nothing. */
export function sortDropped(paths: readonly string[]) {
  const isFolder = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const [folders, files] = [paths.filter(isFolder), paths.filter((file) => !isFolder(file))];
  const graphs = files.filter((file) => graphFile.test(file));
  const actors = files.filter((file) => actorFile.test(file) && !graphs.includes(file));
  return { folders, graphs, actors, others: files.filter((file) => !graphs.includes(file) && !actors.includes(file)) };
}
