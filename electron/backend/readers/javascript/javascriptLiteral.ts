import type { Expression, ObjectExpression } from 'oxc-parser';
import type { Finding } from '../declaration.ts';
import {
  deepestLiteral,
  notLiteral,
  notMetadata,
  spreadKey,
  type Entry,
  type Literal,
  type Position,
} from '../literal.ts';

/** A text with its lines counted, and where in the file it begins. */
export class SourceText {
  private readonly lineStarts: number[] = [0];

  constructor(readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.lineStarts[low]! + 1 };
  }
}

/** An expression without the parentheses, `as const`, `satisfies T` and `!` around it. */
export function unwrap(expression: Expression): Expression {
  let inner = expression;
  for (;;) {
    switch (inner.type) {
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
        inner = inner.expression;
        break;
      default:
        return inner;
    }
  }
}

/** Reads literals from a syntax tree whose offsets begin at `offset` of the source (D2, D4). */
export class LiteralReader {
  constructor(
    private readonly source: SourceText,
    private readonly offset = 0,
  ) {}

  position(start: number): Position {
    return this.source.position(start + this.offset);
  }

  read(written: Expression, depth = 0): Literal {
    const expression = unwrap(written);
    const at = this.position(expression.start);
    if (depth > deepestLiteral) return { kind: 'unreadable', at, reason: 'A literal is nested too deeply' };
    switch (expression.type) {
      case 'Literal':
        if ('regex' in expression) break;
        return { kind: 'scalar', at, value: withoutNeedlessBigInt(expression.value) };
      case 'Identifier': {
        const known = constants.get(expression.name);
        if (known !== undefined) return { kind: 'scalar', at, value: known };
        return { ...this.unreadable(expression), name: expression.name };
      }
      case 'TemplateLiteral': {
        const cooked = expression.quasis[0]?.value.cooked;
        if (expression.expressions.length === 0 && typeof cooked === 'string')
          return { kind: 'scalar', at, value: cooked };
        break;
      }
      case 'UnaryExpression': {
        const operand = this.read(expression.argument, depth + 1);
        if (operand.kind !== 'scalar') break;
        if (expression.operator === '-' && typeof operand.value === 'bigint')
          return { kind: 'scalar', at, value: -operand.value };
        if (typeof operand.value !== 'number' || (expression.operator !== '-' && expression.operator !== '+')) break;
        return { kind: 'scalar', at, value: expression.operator === '-' ? -operand.value : operand.value };
      }
      case 'ArrayExpression':
        return {
          kind: 'list',
          at,
          items: expression.elements.map((element) =>
            element === null || element.type === 'SpreadElement'
              ? this.unreadable(element ?? expression)
              : this.read(element, depth + 1),
          ),
        };
      case 'ObjectExpression':
        return this.readObject(expression, depth);
    }
    return this.unreadable(expression);
  }

  /** A mapping of metadata, or a text that is the name; anything else is a problem. */
  metadata(expression: Expression, problems: Finding[]): Entry[] {
    const literal = this.read(expression);
    if (literal.kind === 'mapping') return [...literal.entries];
    if (literal.kind === 'scalar' && typeof literal.value === 'string')
      return [{ key: 'name', at: literal.at, value: literal }];
    const text = this.source.text.slice(expression.start + this.offset, expression.end + this.offset);
    problems.push({ at: literal.at, message: notMetadata(text) });
    return [];
  }

  private readObject(object: ObjectExpression, depth: number): Literal {
    const entries: Entry[] = [];
    for (const property of object.properties) {
      const at = this.position(property.start);
      const key = propertyName(property);
      if (key === undefined || property.type === 'SpreadElement') {
        entries.push({ key: spreadKey, at, value: this.unreadable(property) });
        continue;
      }
      // `undefined` is as good as not written.
      if (property.value.type === 'Identifier' && property.value.name === 'undefined') continue;
      const isPlain = property.kind === 'init' && !property.method && !property.shorthand;
      entries.push({
        key,
        at,
        value: isPlain ? this.read(property.value as Expression, depth + 1) : this.unreadable(property),
      });
    }
    return { kind: 'mapping', at: this.position(object.start), entries };
  }

  private unreadable(node: { start: number; end: number }): Extract<Literal, { kind: 'unreadable' }> {
    const text = this.source.text.slice(node.start + this.offset, node.end + this.offset);
    return { kind: 'unreadable', at: this.position(node.start), reason: notLiteral(text) };
  }
}

function withoutNeedlessBigInt<T>(value: T | bigint): T | bigint | number {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const constants = new Map<string, number>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
]);

/** The name of a property when it is written literally. */
export function propertyName(property: ObjectExpression['properties'][number]): string | undefined {
  if (property.type === 'SpreadElement') return undefined;
  const { key } = property;
  if (!property.computed && key.type === 'Identifier') return key.name;
  if (key.type !== 'Literal' || (typeof key.value !== 'string' && typeof key.value !== 'number')) return undefined;
  return String(key.value);
}
