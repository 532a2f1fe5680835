import type { Value } from '#shared/message/message.ts';

/** Where something stands in a file; both count from 1, columns in UTF-16 units as editors count (D10). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A value as a syntax tree says it, with the places of its parts. Nothing is ever evaluated to make one (D2). */
export type Literal =
  | { readonly kind: 'scalar'; readonly value: Scalar; readonly at: Position }
  | { readonly kind: 'list'; readonly items: readonly Literal[]; readonly at: Position }
  | { readonly kind: 'mapping'; readonly entries: readonly Entry[]; readonly at: Position }
  /** Something that only running the code could tell. `reason`: "`PORTS` is not a literal". */
  | {
      readonly kind: 'unreadable';
      readonly reason: string;
      readonly at: Position;
      /** Where it is nothing but a name. */
      readonly name?: string;
    };

/** A literal that holds no others. */
export type Scalar = null | boolean | number | bigint | string | Uint8Array;

/** One key of a mapping, at the place where it is written. */
export interface Entry {
  readonly key: string;
  readonly at: Position;
  readonly value: Literal;
}

/** The key of what is spread into a mapping, or stands under a key that only running the code could tell. */
export const spreadKey = '...';

/** Literals nested deeper than this are unreadable. */
export const deepestLiteral = 64;

/** The plain value of a literal; parts that are unreadable are null (`reportUnreadable` names them). */
export function literalValue(literal: Literal): Value {
  switch (literal.kind) {
    case 'scalar':
      return literal.value;
    case 'list':
      return literal.items.map(literalValue);
    case 'mapping':
      return mappingValue(literal.entries);
    case 'unreadable':
      return null;
  }
}

function mappingValue(entries: readonly Entry[]): Value {
  const mapping: Record<string, Value> = {};
  for (const { key, value } of entries)
    // Assigned, a key `__proto__` would reach the prototype.
    if (key === '__proto__')
      Object.defineProperty(mapping, key, {
        ...{ value: literalValue(value), enumerable: true, configurable: true, writable: true },
      });
    else if (key !== spreadKey) mapping[key] = literalValue(value);
  return mapping;
}

/** Calls `report` for every unreadable part. */
export function reportUnreadable(literal: Literal, report: (at: Position, reason: string) => void): void {
  if (literal.kind === 'unreadable') report(literal.at, literal.reason);
  else if (literal.kind === 'list') for (const item of literal.items) reportUnreadable(item, report);
  else if (literal.kind === 'mapping') for (const { value } of literal.entries) reportUnreadable(value, report);
}

/** The sentence for code that is no literal, quoting the beginning of it. */
export function notLiteral(source: string): string {
  const text = source.replace(/\s+/g, ' ');
  return `\`${text.length > 40 ? `${text.slice(0, 40)}…` : text}\` is not a literal`;
}

/** The sentence for what stands where an actor's metadata should. */
export function notMetadata(source: string): string {
  return `${notLiteral(source)} mapping of metadata: actors are found without being run.`;
}
