import type { Node } from 'web-tree-sitter';
import { codeChildren } from '../../readers/python/pythonLiteral.ts';
import type { SourceEdits } from '../sourceEdits.ts';

/** How a migrated file names what it takes from `reflow`. */
export interface ReflowImport {
  readonly actor: string;
  readonly context: string;
}

const importTypes = new Set(['import_statement', 'import_from_statement', 'future_import_statement']);

export const isImport = (node: Node) => importTypes.has(node.type);

export function isDocumentation(node: Node): boolean {
  return node.type === 'expression_statement' && (node.namedChild(0)?.type ?? '').endsWith('string');
}

/** Adds the import after the file's own, or before the first statement and the comments that belong to it. */
export function addImport(root: Node, edits: SourceEdits): ReflowImport {
  const names = new Set(root.descendantsOfType('identifier').map(({ text }) => text));
  const isPlain = !names.has('actor') && !names.has('ActorContext');
  const line = isPlain ? 'from reflow import actor, ActorContext\n' : 'import reflow\n';
  const statements = codeChildren(root);
  let last: Node | undefined;
  for (const [index, statement] of statements.entries()) {
    if (!isImport(statement) && !(index === 0 && isDocumentation(statement))) break;
    last = statement;
  }
  if (!last) {
    const first = root.namedChildren.find((child) => child.type !== 'comment') ?? root;
    const at = commentedStart(edits, first.startIndex);
    edits.between(at, `${line}\n${at === edits.lineStart(first.startIndex) ? '\n' : ''}`);
  } else {
    const end = edits.nextLine(last.endIndex);
    const prefix = edits.text.slice(0, end).endsWith('\n') ? '' : '\n';
    const suffix = /^\r?\n|^$/.test(edits.text.slice(end, end + 2)) ? '' : '\n';
    edits.between(end, `${prefix}${isDocumentation(last) ? '\n' : ''}${line}${suffix}`);
  }
  return isPlain
    ? { actor: 'actor', context: 'ActorContext' }
    : { actor: 'reflow.actor', context: 'reflow.ActorContext' };
}

/** The beginning of the comment lines right above a line; a `#!` or coding line does not count. */
export function commentedStart(edits: SourceEdits, at: number): number {
  let line = edits.lineStart(at);
  while (line > 0) {
    const above = edits.lineStart(line - 1);
    const text = edits.text.slice(above, line);
    if (!/^[ \t]*#/.test(text) || /^#!|^#.*coding[:=]/.test(text)) break;
    line = above;
  }
  return line;
}
