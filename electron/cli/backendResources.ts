import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackendResources } from '../backend/backendOptions.ts';

/** Where the build put what the back end reads; this file ends up in dist/cli/. */
export function backendResources(): BackendResources {
  const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
  return {
    runners: path.join(dist, 'runners'),
    parserProcess: path.join(dist, 'backend', 'parserProcess.js'),
    pythonGrammar: path.join(dist, 'wasm', 'tree-sitter-python.wasm'),
    expressionWorker: path.join(dist, 'workers', 'expressionWorker.cjs'),
    wasmWorker: path.join(dist, 'workers', 'wasmWorker.cjs'),
    renderer: path.join(dist, 'renderer'),
  };
}
