import { isMetadata } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';

/** What a text begins with that stands for a whole number beyond ±2^53 while a form carries it; forms know JSON only. */
const mark = '\u0000i';

/** A value that a form can carry, with every digit of its whole numbers (M3). */
export function toForm(value: Value): Value {
  if (typeof value === 'bigint') return `${mark}${value}`;
  return mapInside(value, toForm);
}

/** What `toForm` was given. */
export function fromForm(value: Value): Value {
  const digits = bigDigits(value);
  return digits === undefined ? mapInside(value, fromForm) : BigInt(digits);
}

/** The digits of a whole number beyond ±2^53 in a form's data; undefined for everything else. */
export function bigDigits(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith(mark)) return undefined;
  const digits = value.slice(mark.length);
  return /^-?\d+$/.test(digits) ? digits : undefined;
}

function mapInside(value: Value, change: (inner: Value) => Value): Value {
  if (Array.isArray(value)) return value.map(change);
  if (!isMetadata(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)]));
}
