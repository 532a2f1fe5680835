import { deepestLiteral, type Entry, type Literal, type Position } from '../literal.ts';
import { stringValue } from './pythonString.ts';

/** What is longer is left to the syntax tree: a pattern that goes through much text needs much memory. */
const longest = 100_000;

/**
 * Reads an expression from its text when it is a literal in every part; undefined for any other. The text is known to be valid Python.
 * Many times quicker than going through the nodes of a syntax tree, each of which is a call out of JavaScript.
 * @param at where the text begins
 */
export function literalOfText(text: string, at: Position, depth: number): Literal | undefined {
  if (text.length > longest) return undefined;
  return new LiteralText(text, at).whole(depth);
}

const space = /(?:[ \t\f\r\n]|#[^\n]*|\\\r?\n)*/y;
const string =
  /[a-z]{0,2}(?:"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*')/iy;
const number = /[+-]?[ \t]*\.?\d(?:[eE][+-]|[\w.])*/y;
const constant = /(?:True|False|None)(?![\p{ID_Continue}])/uy;
const constants: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };

class LiteralText {
  private at = 0;
  private line: number;
  /** What is added to an offset into the text to make a column of it. */
  private margin: number;
  /** Up to where lines are counted. */
  private counted = 0;

  constructor(
    private readonly text: string,
    { line, column }: Position,
  ) {
    this.line = line;
    this.margin = column;
  }

  whole(depth: number): Literal | undefined {
    const literal = this.read(depth);
    this.skipSpace();
    return this.at === this.text.length ? literal : undefined;
  }

  private read(depth: number): Literal | undefined {
    this.skipSpace();
    if (depth > deepestLiteral) return undefined;
    const at = this.position();
    switch (this.text[this.at]) {
      case '[':
        return this.items(']', at, depth)?.list;
      case '(': {
        const inside = this.items(')', at, depth);
        return inside?.only ?? inside?.list;
      }
      case '{':
        return this.braces(at, depth);
    }
    return this.strings(at) ?? this.number(at) ?? this.constant(at);
  }

  /** Values up to a bracket; `only` when there is one with no comma behind it. */
  private items(end: string, at: Position, depth: number, first?: Literal) {
    const items: Literal[] = first ? [first] : [];
    let isOpen = first === undefined || this.takes(',');
    if (!first) this.at++;
    while (!this.takes(end)) {
      const item = isOpen ? this.read(depth + 1) : undefined;
      if (!item) return undefined;
      items.push(item);
      isOpen = this.takes(',');
    }
    const list: Literal = { kind: 'list', at, items };
    return { list, only: items.length === 1 && !isOpen ? items[0] : undefined };
  }

  /** A dictionary, or a set. */
  private braces(at: Position, depth: number): Literal | undefined {
    this.at++;
    const entries: Entry[] = [];
    let isOpen = true;
    while (!this.takes('}')) {
      this.skipSpace();
      const place = this.position();
      const key = isOpen ? this.read(depth + 1) : undefined;
      if (key && entries.length === 0 && !this.takes(':')) return this.items('}', at, depth, key)?.list;
      if (key?.kind !== 'scalar' || typeof key.value === 'object' || (entries.length > 0 && !this.takes(':')))
        return undefined;
      const value = this.read(depth + 1);
      if (!value) return undefined;
      entries.push({ key: String(key.value), at: place, value });
      isOpen = this.takes(',');
    }
    return { kind: 'mapping', at, entries };
  }

  /** A string, or several written one after another. */
  private strings(at: Position): Literal | undefined {
    let value = this.string();
    for (let next = value; next !== undefined && typeof value === 'string';) {
      const end = this.at;
      this.skipSpace();
      next = this.string();
      if (next === undefined) this.at = end;
      else if (typeof next === 'string') value += next;
      else return undefined;
    }
    return value === undefined ? undefined : { kind: 'scalar', at, value };
  }

  private string(): string | Uint8Array | undefined {
    const begin = this.at;
    const value = stringValue(this.token(string) ?? '');
    if (value === undefined) this.at = begin;
    return value;
  }

  private number(at: Position): Literal | undefined {
    const value = numberValue(this.token(number) ?? '');
    return value === undefined ? undefined : { kind: 'scalar', at, value };
  }

  private constant(at: Position): Literal | undefined {
    const token = this.token(constant);
    return token === undefined ? undefined : { kind: 'scalar', at, value: constants[token]! };
  }

  private token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const token = pattern.exec(this.text)?.[0];
    if (token !== undefined) this.at += token.length;
    return token;
  }

  private takes(character: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private skipSpace(): void {
    space.lastIndex = this.at;
    space.test(this.text);
    this.at = space.lastIndex;
  }

  private position(): Position {
    for (;;) {
      const end = this.text.indexOf('\n', this.counted);
      if (end < 0 || end >= this.at) break;
      this.line++;
      this.margin = -end;
      this.counted = end + 1;
    }
    return { line: this.line, column: this.at + this.margin };
  }
}

/** The value of a number as it is written, with its sign; undefined for a complex one, and for what is none. */
export function numberValue(written: string): number | bigint | undefined {
  const [, sign, digits] = /^([+-]?)\s*([\d.][\w.+-]*)$/.exec(written.replaceAll('_', '').toLowerCase()) ?? [];
  if (digits === undefined) return undefined;
  const isWhole = /^(\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)$/.test(digits);
  if (!isWhole && !/^[\d.]+(e[+-]?\d+)?$/.test(digits)) return undefined;
  const exact = isWhole ? BigInt(digits) : undefined;
  const value = Number(exact ?? digits);
  if (exact !== undefined && !Number.isSafeInteger(value)) return sign === '-' ? -exact : exact;
  return sign === '-' ? -value : value;
}
