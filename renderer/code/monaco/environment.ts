/** Tells Monaco where its workers are: in the program's own files, nothing from elsewhere (X2). */
export function provideWorkers(): void {
  globalThis.MonacoEnvironment = {
    getWorker(_workerId, label) {
      if (label === 'javascript' || label === 'typescript')
        return new Worker(new URL('../typescript/typescript.worker.ts', import.meta.url), { type: 'module' });
      if (label === 'json') return new Worker(new URL('./json.worker.ts', import.meta.url), { type: 'module' });
      return new Worker(new URL('./editor.worker.ts', import.meta.url), { type: 'module' });
    },
  };
}
