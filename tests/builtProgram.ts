import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const project = path.resolve(import.meta.dirname, '..');

/** A thread's or process's program, bundled from the sources as they are into a folder that disposing removes. */
export async function builtProgram(source: string): Promise<{ file: string } & AsyncDisposable> {
  const cache = path.join(project, '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'program-'));
  const file = path.join(folder, `${path.basename(source, '.ts')}.cjs`);
  await build({
    absWorkingDir: project,
    entryPoints: [source],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

export const expressionWorker = 'electron/backend/registry/native/expression/expressionWorker.ts';
export const wasmWorker = 'electron/backend/registry/wasm/wasmWorker.ts';
