import type { ComponentDescription } from '#shared/actor/actor.ts';
import * as typescript from 'monaco-editor/languages/features/typescript/register';
import { monaco } from '../monaco/monaco.ts';
import { pathOf } from '../monaco/models.ts';
import { nameCallAt, namesAt, type KnownName, type NameKind } from './portContext.ts';

type Model = monaco.editor.ITextModel;

const scripts = ['javascript', 'typescript'];

/** Offers the actor's own ports and config keys inside `get_input("…")`, `sendOutput('…')`, `config["…"]` and their like, in every language (E5). */
export function registerPortHelp(components: () => Iterable<ComponentDescription>): Disposable {
  const registered = monaco.languages.registerCompletionItemProvider(['python', ...scripts], {
    triggerCharacters: ['"', "'", '`'],
    async provideCompletionItems(model, position, { triggerKind }) {
      const strings =
        isScript(model) && nameCallAt(textBefore(model, position)) ? await stringsAt(model, position) : [];
      // What is not declared in the text has the names that discovery read in the code.
      if (strings.length === 0)
        return { suggestions: suggestions(model, position, declared(model, position, components())) };
      // When asked without a quote, the TypeScript worker is asked, too, and offers them by itself.
      const wasTyped = triggerKind === monaco.languages.CompletionTriggerKind.TriggerCharacter;
      return { suggestions: wasTyped ? suggestions(model, position, () => strings) : [] };
    },
  });
  return { [Symbol.dispose]: () => registered.dispose() };
}

function textBefore(model: Model, { lineNumber, column }: monaco.Position): string {
  return model.getLineContent(lineNumber).slice(0, column - 1);
}

function declared(model: Model, { lineNumber }: monaco.Position, components: Iterable<ComponentDescription>) {
  return (kind: NameKind) => namesAt([...components], pathOf(model.uri), lineNumber, kind);
}

function suggestions(model: Model, position: monaco.Position, names: (kind: NameKind) => readonly KnownName[]) {
  const call = nameCallAt(textBefore(model, position));
  if (!call) return [];
  const start = position.column - call.typed.length;
  const range = new monaco.Range(position.lineNumber, start, position.lineNumber, position.column);
  return names(call.kind).map(({ name, type, description }) => ({
    label: name,
    kind: monaco.languages.CompletionItemKind.Field,
    detail: type,
    documentation: description,
    insertText: name,
    sortText: `0${name}`,
    range,
  }));
}

function isScript(model: Model): boolean {
  return scripts.includes(model.getLanguageId());
}

/** The strings that fit at a place, from the TypeScript worker, which knows what is declared in the text now. */
async function stringsAt(model: Model, position: monaco.Position): Promise<KnownName[]> {
  const isJavaScript = model.getLanguageId() === 'javascript';
  const getWorker = await (isJavaScript ? typescript.getJavaScriptWorker() : typescript.getTypeScriptWorker());
  const worker = await getWorker(model.uri);
  if (model.isDisposed()) return [];
  const found = (await worker.getCompletionsAtPosition(model.uri.toString(), model.getOffsetAt(position))) as
    | { entries: { name: string; kind: string }[] }
    | undefined;
  const strings = (found?.entries ?? []).filter(({ kind }) => kind === 'string' || kind === 'property');
  return strings.map(({ name }) => ({ name, type: '', description: '' }));
}
