import type { Node } from 'web-tree-sitter';
import { deepestLiteral, notLiteral, spreadKey, type Entry, type Literal, type Position } from '../literal.ts';
import { literalOfText, numberValue } from './literalText.ts';
import { pythonString } from './pythonString.ts';

export function positionOf(node: Node): Position {
  return { line: node.startPosition.row + 1, column: node.startPosition.column + 1 };
}

/** The children that are code. */
export function codeChildren(node: Node): Node[] {
  return node.namedChildren.filter(({ type }) => type !== 'comment' && type !== 'line_continuation');
}

/** Reads an expression as `ast.literal_eval` would understand it; the rest is unreadable (D2, D3). */
export function readLiteral(node: Node, depth = 0): Literal {
  return literalOfText(node.text, positionOf(node), depth) ?? literalOfTree(node, depth);
}

/** As `readLiteral`, by the nodes of the tree: tells of every part that is no literal. */
function literalOfTree(node: Node, depth: number): Literal {
  const { type } = node;
  const at = positionOf(node);
  if (depth > deepestLiteral) return { kind: 'unreadable', at, reason: 'A literal is nested too deeply' };
  switch (type) {
    case 'true':
    case 'false':
      return { kind: 'scalar', at, value: type === 'true' };
    case 'none':
      return { kind: 'scalar', at, value: null };
    case 'string':
    case 'concatenated_string': {
      const value = pythonString(node);
      if (value !== undefined) return { kind: 'scalar', at, value };
      break;
    }
    case 'integer':
    case 'float':
    case 'unary_operator': {
      const value = numberValue(node.text);
      if (value !== undefined) return { kind: 'scalar', at, value };
      break;
    }
    case 'parenthesized_expression': {
      const inner = codeChildren(node);
      if (inner.length === 1) return readLiteral(inner[0]!, depth + 1);
      break;
    }
    case 'list':
    case 'tuple':
    case 'set':
      return { kind: 'list', at, items: readItems(node, depth) };
    case 'dictionary':
      return readDictionary(node, depth);
    case 'identifier':
      return { kind: 'unreadable', at, reason: notLiteral(node.text), name: node.text };
  }
  return { kind: 'unreadable', at, reason: notLiteral(node.text) };
}

function readItems(node: Node, depth: number): Literal[] {
  return codeChildren(node).map((item) => readLiteral(item, depth + 1));
}

function readDictionary(node: Node, depth: number): Literal {
  const entries: Entry[] = [];
  for (const item of codeChildren(node)) {
    const at = positionOf(item);
    const key = item.childForFieldName('key');
    const value = item.childForFieldName('value');
    const name = key && readLiteral(key, depth + 1);
    if (name?.kind === 'scalar' && typeof name.value === 'string' && value)
      entries.push({ key: name.value, at, value: readLiteral(value, depth + 1) });
    // A number as a key is read as JSON would write it.
    else if (name?.kind === 'scalar' && typeof name.value !== 'object' && value)
      entries.push({ key: String(name.value), at, value: readLiteral(value, depth + 1) });
    else entries.push({ key: spreadKey, at, value: { kind: 'unreadable', at, reason: notLiteral(item.text) } });
  }
  return { kind: 'mapping', at: positionOf(node), entries };
}
