import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker';
import TypeScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker?worker';

/** Tells Monaco where its workers are: in the program's own files, nothing from elsewhere (X2). */
export function provideWorkers(): void {
  globalThis.MonacoEnvironment = {
    getWorker(_workerId, label) {
      if (label === 'javascript' || label === 'typescript') return new TypeScriptWorker();
      if (label === 'json') return new JsonWorker();
      return new EditorWorker();
    },
  };
}
