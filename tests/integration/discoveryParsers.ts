import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { ParserPool, type ParserPoolOptions } from '../../electron/backend/parsers/parserPool.ts';

const project = path.resolve(import.meta.dirname, '../..');
const { resolve } = createRequire(import.meta.url);

/** A parser pool on the sources as they are: its process is bundled into a folder that disposing removes. */
export async function parserPool(
  options: Partial<ParserPoolOptions> = {},
): Promise<{ parsers: ParserPool } & AsyncDisposable> {
  const cache = path.join(project, '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'parsers-'));
  const entry = path.join(folder, 'parserProcess.mjs');
  await build({
    entryPoints: [path.join(project, 'electron/backend/parsers/parserProcess.ts')],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  const grammar = resolve('tree-sitter-python/tree-sitter-python.wasm');
  const parsers = new ParserPool({ entry, grammar, ...options });
  return {
    parsers,
    async [Symbol.asyncDispose]() {
      await parsers[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
