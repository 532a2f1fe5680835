import type { ComponentDescription } from '#shared/actor/actor.ts';
import { formatPortType } from '#shared/graph/portType.ts';
import { monaco } from '../monaco/monaco.ts';
import { pathOf } from '../monaco/models.ts';
import { portCallAt, portsAt } from './portContext.ts';

type Model = monaco.editor.ITextModel;

const scripts = ['javascript', 'typescript'];

/** Offers the actor's own ports inside `get_input("…")`, `sendOutput('…')` and their like, in every language (E5). */
export function registerPortHelp(components: () => Iterable<ComponentDescription>): Disposable {
  const registered = monaco.languages.registerCompletionItemProvider(['python', ...scripts], {
    triggerCharacters: ['"', "'", '`'],
    provideCompletionItems: (model, position) => ({
      suggestions: portSuggestions(model, position, [...components()]),
    }),
  });
  return { [Symbol.dispose]: () => registered.dispose() };
}

function textBefore(model: Model, { lineNumber, column }: monaco.Position): string {
  return model.getLineContent(lineNumber).slice(0, column - 1);
}

function portSuggestions(model: Model, position: monaco.Position, components: ComponentDescription[]) {
  const call = portCallAt(textBefore(model, position));
  if (!call) return [];
  const ports = portsAt(components, pathOf(model.uri), position.lineNumber, call.side);
  const start = position.column - call.typed.length;
  const range = new monaco.Range(position.lineNumber, start, position.lineNumber, position.column);
  return ports.map((port) => ({
    label: port.name,
    kind: monaco.languages.CompletionItemKind.Field,
    detail: formatPortType(port.port_type),
    documentation: port.description,
    insertText: port.name,
    sortText: `0${port.name}`,
    range,
  }));
}
