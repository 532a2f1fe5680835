import path from 'node:path';
import { pythonImports } from './pythonImports.ts';
import { readEntry, readInside } from './readSource.ts';

/**
 * The actor's file and, transitively, the modules that it imports from its own folder or from the root of the workspace (S7).
 * Imports are found by their look; one that is not meant to be followed costs a file more, no harm.
 */
export async function bundlePython(
  root: string,
  entry: string,
  source?: string,
): Promise<{ files: Record<string, string>; sources: string[]; inputs: string[] }> {
  const files: Record<string, string> = { [entry]: source ?? (await readEntry(root, entry)) };
  const folders = [...new Set([folderOf(entry), ''])];
  const seen = new Set<string>();
  const pending = [entry];
  while (pending.length > 0) {
    const file = pending.pop()!;
    for (const { module, level } of pythonImports(files[file]!)) {
      const starts = level === 0 ? folders : [path.posix.join(folderOf(file), ...Array<string>(level - 1).fill('..'))];
      for (const start of starts) {
        const found = await findModule(root, start, module, seen);
        for (const [name, text] of found) {
          if (name in files) continue;
          files[name] = text;
          pending.push(name);
        }
        if (found.length > 0) break;
      }
    }
  }
  const sources = Object.keys(files);
  return { files, sources, inputs: sources };
}

const folderOf = (file: string) => (path.posix.dirname(file) === '.' ? '' : path.posix.dirname(file));

/** The files of `a.b.c` under a folder: the packages' `__init__` on the way, and the module. */
async function findModule(root: string, start: string, module: string, seen: Set<string>): Promise<[string, string][]> {
  const found: [string, string][] = [];
  const parts = module === '' ? [] : module.split('.');
  for (let count = parts.length === 0 ? 0 : 1; count <= parts.length; count++) {
    const base = path.posix.join(start, ...parts.slice(0, count));
    if (base === '..' || base.startsWith('../')) return found;
    for (const candidate of [`${base}/__init__.py`, `${base}.py`]) {
      if (base === '' || base === '.' || seen.has(candidate)) continue;
      const text = await readInside(root, candidate);
      if (text === undefined) continue;
      seen.add(candidate);
      found.push([candidate, text]);
      break;
    }
  }
  return found;
}
