import * as typescript from 'monaco-editor/languages/features/typescript/register';
import { monaco } from '../monaco/monaco.ts';
import { uriOf } from '../monaco/models.ts';
import type { SourceFile } from '../workspaceSources.ts';

/**
 * Lets JavaScript and TypeScript actors find what they import from the workspace (E5): once the first script is opened, the language
 * service knows the others too, so that types, definitions and renaming reach across files.
 */
export function provideScriptSources(sources: () => Promise<readonly SourceFile[]>): Disposable {
  let started = false;
  const libraries: monaco.IDisposable[] = [];
  let isDisposed = false;
  const startFor = (model: monaco.editor.ITextModel): void => {
    if (started || !['javascript', 'typescript'].includes(model.getLanguageId())) return;
    started = true;
    // Without them, help for the file itself stays.
    sources()
      .then((files) => {
        if (isDisposed) return;
        for (const { path, text } of files)
          for (const defaults of [typescript.javascriptDefaults, typescript.typescriptDefaults])
            libraries.push(defaults.addExtraLib(text, uriOf(path).toString()));
      })
      .catch(() => {});
  };
  const listener = monaco.editor.onDidCreateModel(startFor);
  for (const model of monaco.editor.getModels()) startFor(model);
  return {
    [Symbol.dispose]: () => {
      isDisposed = true;
      listener.dispose();
      for (const library of libraries) library.dispose();
    },
  };
}
