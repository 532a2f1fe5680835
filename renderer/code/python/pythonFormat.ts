import type { RpcClient } from '#shared/rpc/client.ts';
import { monaco } from '../monaco/monaco.ts';

/** Formatting of Python files (E5), by the formatter in the back end. */
export function registerPythonFormat(client: () => RpcClient): Disposable {
  const registered = monaco.languages.registerDocumentFormattingEditProvider('python', {
    displayName: 'Ruff',
    async provideDocumentFormattingEdits(model) {
      const { text } = await client().call('code.format', { text: model.getValue(), language: 'python' });
      return text === model.getValue() ? [] : [{ range: model.getFullModelRange(), text }];
    },
  });
  return { [Symbol.dispose]: () => registered.dispose() };
}
