import type { Node } from 'web-tree-sitter';
import { literalValue } from '../literal.ts';
import { codeChildren, readLiteral } from './pythonLiteral.ts';
import { pythonString } from './pythonString.ts';

/** A type hint taken apart: `list[int]` is `list` of `int`; a union is `|` of its members. */
export interface Hint {
  readonly name: string;
  readonly of: readonly Hint[];
  /** Of `Literal[...]`. */
  readonly values?: readonly unknown[];
}

const deepest = 8;
const unknown: Hint = { name: '?', of: [] };

export function readHint(node: Node, depth = 0): Hint | undefined {
  if (depth > deepest) return undefined;
  const inner = codeChildren(node);
  switch (node.type) {
    case 'type':
      return inner[0] && readHint(inner[0], depth + 1);
    case 'identifier':
      return { name: node.text, of: [] };
    case 'none':
      return { name: 'None', of: [] };
    case 'string': {
      const text = pythonString(node);
      return typeof text === 'string' ? new QuotedHint(text).read() : undefined;
    }
    case 'attribute':
    case 'member_type':
      return { name: node.text.slice(node.text.lastIndexOf('.') + 1), of: [] };
    case 'binary_operator':
    case 'union_type': {
      const members = inner.map((one) => readHint(one, depth + 1));
      return members.every((one) => one !== undefined) ? { name: '|', of: members } : undefined;
    }
    case 'generic_type':
    case 'subscript': {
      const [head, ...rest] = inner;
      const name = head && readHint(head, depth + 1)?.name;
      if (name === undefined) return undefined;
      const parts = rest.flatMap((one) => (one.type === 'type_parameter' ? codeChildren(one) : [one]));
      if (name === 'Literal') {
        const literals = parts.map((one) => readLiteral(one.type === 'type' ? (codeChildren(one)[0] ?? one) : one));
        return { name, of: [], values: literals.map(literalValue) };
      }
      return { name, of: parts.map((one) => readHint(one, depth + 1) ?? unknown) };
    }
  }
  return undefined;
}

/** Reads a hint that is written as a text, `"list[Item]"`, for which the syntax tree has no parts. */
class QuotedHint {
  private readonly tokens: string[];
  private at = 0;

  constructor(text: string) {
    this.tokens = text.match(/[\p{L}_][\p{L}\p{N}_.]*|[^\s]/gu) ?? [];
  }

  read(): Hint | undefined {
    const hint = this.union(0);
    return this.at === this.tokens.length ? hint : undefined;
  }

  private union(depth: number): Hint | undefined {
    const members: (Hint | undefined)[] = [];
    do members.push(this.single(depth));
    while (this.takes('|'));
    if (!members.every((one) => one !== undefined)) return undefined;
    return members.length === 1 ? members[0] : { name: '|', of: members };
  }

  private single(depth: number): Hint | undefined {
    const token = this.tokens[this.at++] ?? '';
    if (depth > deepest || !/^[\p{L}_]/u.test(token)) return undefined;
    const of: Hint[] = [];
    if (this.takes('[')) {
      do of.push(this.union(depth + 1) ?? unknown);
      while (this.takes(','));
      if (!this.takes(']')) return undefined;
    }
    return { name: token.slice(token.lastIndexOf('.') + 1), of };
  }

  private takes(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }
}
