import { fileLanguage } from '../fileLanguage.ts';
import type { TextModel } from '../codeFiles.ts';
import { monaco } from './monaco.ts';

/** A file's text as Monaco holds it. */
export class MonacoModel implements TextModel {
  readonly model: monaco.editor.ITextModel;
  /** Where the cursor and the scroll position were when another file came to the front. */
  viewState: monaco.editor.ICodeEditorViewState | null = null;

  constructor(path: string, text: string) {
    const uri = uriOf(path);
    // A model of that address may be left over from a panel that was closed in the middle of opening it.
    monaco.editor.getModel(uri)?.dispose();
    this.model = monaco.editor.createModel(text, fileLanguage(path), uri);
  }

  getValue(): string {
    return this.model.getValue();
  }

  replaceAll(text: string): void {
    this.model.pushEditOperations([], [{ range: this.model.getFullModelRange(), text }], () => null);
  }

  onChange(listener: () => void): void {
    this.model.onDidChangeContent(listener);
  }

  dispose(): void {
    this.model.dispose();
  }
}

/** The address of a workspace file for Monaco and its language services, which resolve imports by it. */
export function uriOf(path: string): monaco.Uri {
  return monaco.Uri.from({ scheme: 'file', path: `/${path}` });
}

/** The path in the workspace of a model's address. */
export function pathOf(uri: monaco.Uri): string {
  return uri.path.slice(1);
}
