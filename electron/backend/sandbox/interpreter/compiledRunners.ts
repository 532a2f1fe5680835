import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../system/cacheFolder.ts';
import { makeReadable } from '../../system/makeReadable.ts';
import type { Interpreter } from './interpreter.ts';
import { startDeadline } from '../startDeadline.ts';

const run = promisify(execFile);

/**
 * The folder of the runners in the form in which this interpreter starts fastest. Python would compile its modules anew in every
 * sandbox, as it cannot write there; so a compiled copy is kept, named by the content and the version.
 * @returns `runners` itself when nothing can or need be compiled
 */
export async function compiledRunners(
  interpreter: Interpreter,
  runners: string,
  cache = cacheFolder('runners'),
): Promise<string> {
  if (interpreter.runtime !== 'python') return runners;
  try {
    const sources = join(runners, 'python');
    const compiled = join(cache, `${interpreter.version}-${await hashOf(sources)}`);
    if (existsSync(compiled)) return compiled;
    const unfinished = `${compiled}.${randomUUID()}`;
    try {
      await mkdir(unfinished, { recursive: true });
      await cp(sources, join(unfinished, 'python'), {
        recursive: true,
        filter: (path) => !path.includes('__pycache__'),
      });
      const compile = ['-I', '-S', '-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash'];
      await run(interpreter.executable, [...compile, join(unfinished, 'python')], { timeout: startDeadline });
      await makeReadable(unfinished);
      await rename(unfinished, compiled);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
    return compiled;
  } catch {
    // No place to keep it, or another program was faster: it works without, only slower.
    return runners;
  }
}

async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.filter((path) => path.endsWith('.py')).toSorted())
    hash
      .update(path.slice(folder.length))
      .update('\0')
      .update(await readFile(path))
      .update('\0');
  return hash.digest('hex').slice(0, 32);
}
