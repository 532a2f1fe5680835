import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'tinyglobby';
import type { FileRequest } from './fileReader.ts';
import { excludedGlobs, pathMatcher, type FilePatterns } from './filePatterns.ts';

/**
 * Finds the files that may be actors (D1), sorted by path. Links are followed inside the workspace only; a file that can be
 * reached by several paths is found once, by its own path where that matches.
 */
export async function scanFiles(root: string, patterns: FilePatterns): Promise<FileRequest[]> {
  const realRoot = await realpath(root);
  const matches = pathMatcher(patterns);
  const found = await glob([...patterns.patterns], {
    cwd: realRoot,
    ignore: excludedGlobs(patterns.exclusions),
    onlyFiles: true,
    followSymbolicLinks: true,
    expandDirectories: false,
  });
  const files = new Map<string, string>();
  const paths = found.map((one) => path.normalize(one).split(path.sep).join('/')).filter(matches);
  const real = await Promise.all(paths.map((one) => realpath(path.join(realRoot, one)).catch(() => undefined)));
  for (const [index, candidate] of paths.entries()) {
    const absolute = real[index];
    const own = absolute === undefined ? undefined : relativePath(realRoot, absolute);
    if (absolute === undefined || own === undefined) continue;
    const known = files.get(absolute);
    if (known === undefined || candidate === own || (known !== own && candidate < known))
      files.set(absolute, candidate);
  }
  return [...files].map(([absolute, one]) => ({ absolute, path: one })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A path relative to the workspace, with forward slashes; undefined when it leads out. */
export function relativePath(root: string, absolute: string): string | undefined {
  const relative = path.relative(root, absolute);
  if (relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
    return undefined;
  return relative.split(path.sep).join('/');
}
