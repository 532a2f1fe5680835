import type * as lsp from 'vscode-languageserver-types';
import { uriOf } from '../monaco/models.ts';
import { monaco } from '../monaco/monaco.ts';
import { fromKind, fromMarkup, fromRange, toPosition } from './convert.ts';
import { nameCallAt } from '../language/portContext.ts';
import { isOwnName, readable } from './actorStub.ts';
import type { PythonServer } from './pythonServer.ts';
import { workspacePath } from './serverPaths.ts';

type Model = monaco.editor.ITextModel;
type Suggestion = monaco.languages.CompletionItem & { readonly item: lsp.CompletionItem };

/**
 * Completion, hover, signatures, definitions, references and renaming in Python (E5), answered by Pyright.
 * @param server starts it, when it is asked for the first time
 * @param openFile makes sure that the editor holds a file, because Monaco edits only what it holds
 */
export function registerPythonHelp(
  server: () => Promise<PythonServer>,
  openFile: (path: string) => Promise<void>,
): Disposable {
  const { languages } = monaco;
  const ask = async <Result>(method: string, model: Model, at: monaco.IPosition, more?: object): Promise<Result> =>
    (await server()).ask<Result>(method, model, toPosition(at), more);

  const registered = [
    languages.registerCompletionItemProvider('python', {
      triggerCharacters: ['.', '[', '"', "'"],
      async provideCompletionItems(model, position) {
        // Ports and keys of the config are offered with their types and descriptions by themselves.
        const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
        if (nameCallAt(before)) return { suggestions: [] };
        const answer = await ask<lsp.CompletionList | null>('textDocument/completion', model, position);
        const word = model.getWordUntilPosition(position);
        const range = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn);
        return {
          incomplete: answer?.isIncomplete ?? false,
          suggestions: (answer?.items ?? [])
            .filter(({ label }) => !isOwnName(label))
            .map((item) => suggestion(item, range)),
        };
      },
      async resolveCompletionItem(chosen) {
        const resolved = await (
          await server()
        ).request<lsp.CompletionItem>('completionItem/resolve', (chosen as Suggestion).item);
        const documentation = fromMarkup(resolved.documentation);
        return { ...chosen, ...(documentation ? { documentation } : {}) };
      },
    }),
    languages.registerHoverProvider('python', {
      async provideHover(model, position) {
        const hover = await ask<lsp.Hover | null>('textDocument/hover', model, position);
        if (!hover) return null;
        const contents = [hover.contents].flat().flatMap((content) => fromMarkup(content) ?? []);
        return hover.range ? { contents, range: fromRange(hover.range) } : { contents };
      },
    }),
    languages.registerSignatureHelpProvider('python', {
      signatureHelpTriggerCharacters: ['(', ','],
      signatureHelpRetriggerCharacters: [')'],
      async provideSignatureHelp(model, position) {
        const help = await ask<lsp.SignatureHelp | null>('textDocument/signatureHelp', model, position);
        return help && { value: signatures(help), dispose: () => {} };
      },
    }),
    languages.registerDefinitionProvider('python', {
      provideDefinition: async (model, position) =>
        places(await ask<lsp.Location | lsp.Location[] | null>('textDocument/definition', model, position)),
    }),
    languages.registerReferenceProvider('python', {
      provideReferences: async (model, position) => {
        const found = places(
          await ask<lsp.Location[] | null>('textDocument/references', model, position, {
            context: { includeDeclaration: true },
          }),
        );
        // Monaco shows a reference by its line, which it takes from the file's text.
        return found.filter(({ uri }) => monaco.editor.getModel(uri));
      },
    }),
    languages.registerRenameProvider('python', {
      async provideRenameEdits(model, position, newName) {
        const edit = await ask<lsp.WorkspaceEdit | null>('textDocument/rename', model, position, { newName });
        const texts = textEdits(edit);
        for (const { path } of texts) await openFile(path);
        return {
          edits: texts.map(({ path, textEdit }) => ({
            resource: uriOf(path),
            versionId: undefined,
            textEdit: { range: fromRange(textEdit.range), text: textEdit.newText },
          })),
        };
      },
    }),
  ];
  return {
    [Symbol.dispose]: () => {
      for (const one of registered) one.dispose();
    },
  };
}

function suggestion(item: lsp.CompletionItem, range: monaco.IRange): Suggestion {
  const edit = item.textEdit && 'range' in item.textEdit ? item.textEdit : undefined;
  const documentation = fromMarkup(item.documentation);
  return {
    item,
    label: item.label,
    kind: fromKind(item.kind),
    insertText: edit?.newText ?? item.insertText ?? item.label,
    range: edit ? fromRange(edit.range) : range,
    ...(item.sortText === undefined ? {} : { sortText: item.sortText }),
    ...(item.filterText === undefined ? {} : { filterText: item.filterText }),
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    ...(documentation ? { documentation } : {}),
    ...(item.additionalTextEdits
      ? {
          additionalTextEdits: item.additionalTextEdits.map(({ range: place, newText }) => ({
            range: fromRange(place),
            text: newText,
          })),
        }
      : {}),
  };
}

function signatures(help: lsp.SignatureHelp): monaco.languages.SignatureHelp {
  return {
    signatures: help.signatures.map(({ label, documentation, parameters, activeParameter }) => {
      const text = fromMarkup(documentation);
      return {
        label: readable(label),
        parameters: (parameters ?? []).map((parameter) => ({ label: parameter.label })),
        ...(text ? { documentation: text } : {}),
        ...(typeof activeParameter === 'number' ? { activeParameter } : {}),
      };
    }),
    activeSignature: help.activeSignature ?? 0,
    activeParameter: help.activeParameter ?? 0,
  };
}

/** Those in the workspace; Python's own library has no file here that could be shown. */
function places(answer: lsp.Location | lsp.Location[] | null): monaco.languages.Location[] {
  return [answer ?? []].flat().flatMap(({ uri, range }) => {
    const path = workspacePath(uri);
    return path === undefined ? [] : [{ uri: uriOf(path), range: fromRange(range) }];
  });
}

function textEdits(edit: lsp.WorkspaceEdit | null): { path: string; textEdit: lsp.TextEdit }[] {
  const byUri = [
    ...Object.entries(edit?.changes ?? {}),
    ...(edit?.documentChanges ?? []).flatMap((change) =>
      'textDocument' in change ? [[change.textDocument.uri, change.edits as lsp.TextEdit[]] as const] : [],
    ),
  ];
  return byUri.flatMap(([uri, edits]) => {
    const path = workspacePath(uri);
    return path === undefined ? [] : edits.map((textEdit) => ({ path, textEdit }));
  });
}
