import type { ComponentDescription } from '#shared/actor/actor.ts';
import { formatPortType } from '#shared/graph/portType.ts';
import { monaco } from '../monaco/monaco.ts';
import { pathOf } from '../monaco/models.ts';
import { actorArguments, apiMembers } from './actorApi.ts';
import { callAt, contextNames, ownerBefore, portCallAt, portsAt } from './codeContext.ts';
import type { StubMember } from './pythonStub.ts';

type Model = monaco.editor.ITextModel;

const scripts = ['javascript', 'typescript'];

/**
 * Registers help for writing actors (E5): the actor's own ports inside `get_input("…")` and its like, in every language; members of
 * ActorContext, state and Message, with hover and signatures, in Python. JavaScript and TypeScript have the latter from the stubs.
 */
export function registerActorHelp(components: () => Iterable<ComponentDescription>): Disposable {
  const { languages } = monaco;
  const registered = [
    languages.registerCompletionItemProvider(['python', ...scripts], {
      triggerCharacters: ['"', "'", '`'],
      provideCompletionItems: (model, position) => ({
        suggestions: portSuggestions(model, position, [...components()]),
      }),
    }),
    languages.registerCompletionItemProvider('python', {
      triggerCharacters: ['.'],
      provideCompletionItems: (model, position) => ({ suggestions: memberSuggestions(model, position) }),
    }),
    languages.registerHoverProvider('python', {
      provideHover: (model, position) => {
        const member = memberAt(model, position);
        return member ? { contents: explanation(member) } : null;
      },
    }),
    languages.registerSignatureHelpProvider('python', {
      signatureHelpTriggerCharacters: ['(', ','],
      provideSignatureHelp: (model, position) => signatureHelp(model, position),
    }),
  ];
  return {
    [Symbol.dispose]: () => {
      for (const one of registered) one.dispose();
    },
  };
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

function memberSuggestions(model: Model, position: monaco.Position): monaco.languages.CompletionItem[] {
  const before = textBefore(model, position);
  const word = model.getWordUntilPosition(position);
  const range = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn);
  const owner = ownerBefore(before, contextNames(model.getValue()));
  const { Method, Property } = monaco.languages.CompletionItemKind;
  if (owner)
    return apiMembers(owner).map((member) => ({
      label: member.name,
      kind: member.kind === 'method' ? Method : Property,
      detail: member.signature,
      documentation: member.description,
      insertText: member.name,
      range,
    }));
  const enclosing = textUpTo(model, position);
  if (callAt(enclosing)?.name !== 'actor' || /["'][^"']*$/.test(before)) return [];
  return actorArguments().map(({ name, type }) => ({
    label: name,
    kind: Property,
    detail: type,
    insertText: `${name}=`,
    range,
  }));
}

/** The lines above and the text before the cursor: enough for any call that a person writes. */
function textUpTo(model: Model, position: monaco.Position): string {
  const first = Math.max(1, position.lineNumber - 40);
  return model.getValueInRange(new monaco.Range(first, 1, position.lineNumber, position.column));
}

function memberAt(model: Model, position: monaco.Position): StubMember | undefined {
  const word = model.getWordAtPosition(position);
  if (!word) return undefined;
  const before = model.getLineContent(position.lineNumber).slice(0, word.startColumn - 1);
  return namedMember(before, word.word, model);
}

function namedMember(before: string, name: string, model: Model): StubMember | undefined {
  const owner = ownerBefore(before, contextNames(model.getValue()));
  return owner && apiMembers(owner).find((member) => member.name === name);
}

function explanation(member: StubMember): monaco.IMarkdownString[] {
  return [{ value: `\`\`\`python\n${member.signature}\n\`\`\`` }, { value: member.description }];
}

function signatureHelp(model: Model, position: monaco.Position): monaco.languages.SignatureHelpResult | null {
  const call = callAt(textUpTo(model, position));
  const member = call && namedMember(call.chain.slice(0, call.chain.length - call.name.length), call.name, model);
  if (!member || member.kind !== 'method') return null;
  return {
    value: {
      signatures: [
        {
          label: member.signature,
          documentation: member.description,
          parameters: member.parameters.map((label) => ({ label })),
        },
      ],
      activeSignature: 0,
      activeParameter: Math.min(call.argument, Math.max(0, member.parameters.length - 1)),
    },
    dispose: () => {},
  };
}
