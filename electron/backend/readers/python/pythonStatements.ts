import type { Node } from 'web-tree-sitter';

/** A statement of a module with its type, which costs a call out of JavaScript each time a node is asked for it. */
export interface Statement {
  readonly node: Node;
  readonly type: string;
}

const compound = new Set([
  'if_statement',
  'elif_clause',
  'else_clause',
  'try_statement',
  'except_clause',
  'finally_clause',
  'with_statement',
  'for_statement',
  'while_statement',
  'match_statement',
  'case_clause',
  'block',
]);

/** Statements that run when a module is loaded, those in `if`, `try` and their like included; not what is inside functions and classes. */
export function* moduleStatements(parent: Node, depth = 0): Generator<Statement> {
  if (depth > 20) return;
  for (const node of parent.namedChildren) {
    const { type } = node;
    if (compound.has(type)) yield* moduleStatements(node, depth + 1);
    else yield { node, type };
  }
}
