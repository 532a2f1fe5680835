import type * as lsp from 'vscode-languageserver-types';
import { monaco } from '../monaco/monaco.ts';
import { readable } from './actorStub.ts';

/** Between the Language Server Protocol, which counts from 0, and Monaco, which counts from 1. */

export function toPosition({ lineNumber, column }: monaco.IPosition): lsp.Position {
  return { line: lineNumber - 1, character: column - 1 };
}

export function fromRange({ start, end }: lsp.Range): monaco.IRange {
  return {
    startLineNumber: start.line + 1,
    startColumn: start.character + 1,
    endLineNumber: end.line + 1,
    endColumn: end.character + 1,
  };
}

export function fromMarkup(
  content: string | lsp.MarkupContent | lsp.MarkedString | undefined,
): monaco.IMarkdownString | undefined {
  if (content === undefined) return undefined;
  if (typeof content === 'string') return { value: readable(content) };
  return 'language' in content
    ? { value: readable(`\`\`\`${content.language}\n${content.value}\n\`\`\``) }
    : { value: readable(content.value) };
}

const { CompletionItemKind: Kind } = monaco.languages;
/** By the protocol's numbers, which begin with 1. */
const kinds: readonly monaco.languages.CompletionItemKind[] = [
  Kind.Text,
  Kind.Method,
  Kind.Function,
  Kind.Constructor,
  Kind.Field,
  Kind.Variable,
  Kind.Class,
  Kind.Interface,
  Kind.Module,
  Kind.Property,
  Kind.Unit,
  Kind.Value,
  Kind.Enum,
  Kind.Keyword,
  Kind.Snippet,
  Kind.Color,
  Kind.File,
  Kind.Reference,
  Kind.Folder,
  Kind.EnumMember,
  Kind.Constant,
  Kind.Struct,
  Kind.Event,
  Kind.Operator,
  Kind.TypeParameter,
];

export function fromKind(kind: lsp.CompletionItemKind | undefined): monaco.languages.CompletionItemKind {
  return kinds[(kind ?? 1) - 1] ?? Kind.Text;
}

const severities = {
  1: monaco.MarkerSeverity.Error,
  2: monaco.MarkerSeverity.Warning,
  3: monaco.MarkerSeverity.Info,
  4: monaco.MarkerSeverity.Hint,
} as const;

export function fromDiagnostic({ range, message, severity, code, tags }: lsp.Diagnostic): monaco.editor.IMarkerData {
  return {
    ...fromRange(range),
    message: readable(typeof message === 'string' ? message : message.value),
    severity: severities[severity ?? 1],
    source: 'Pyright',
    ...(code === undefined ? {} : { code: String(code) }),
    ...(tags ? { tags } : {}),
  };
}
