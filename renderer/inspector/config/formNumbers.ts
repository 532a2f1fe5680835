import { isMetadata } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';
import { WholeFloat } from '#shared/message/wholeFloat.ts';

/** What a text begins with that stands for a number of which a form, which knows JSON only, would lose how it was written. */
const mark = '\u0000n';
const wholeNumber = /^-?\d+$/;
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A value that a form can carry, with every digit of its whole numbers, and with floats that are whole as such (M3). */
export function toForm(value: Value): Value {
  if (typeof value === 'bigint') return `${mark}${value}`;
  if ((value as unknown) instanceof WholeFloat) return `${mark}${(value as unknown as WholeFloat).text}`;
  return mapInside(value, toForm);
}

/** What `toForm` was given. */
export function fromForm(value: Value): Value {
  const text = numberText(value);
  if (text === undefined) return mapInside(value, fromForm);
  const number = Number(text);
  if (wholeNumber.test(text)) return Number.isSafeInteger(number) ? number : BigInt(text);
  if (!Number.isInteger(number)) return number;
  return (jsonNumber.test(text) ? new WholeFloat(text) : WholeFloat.of(number)) as unknown as Value;
}

/** A number as it was typed, for a form; what is no number yet stays text, which the schema refuses. */
export function typedNumber(typed: string): string | number {
  const text = typed.trim();
  const number = Number(text);
  if (!/\d/.test(text) || !Number.isFinite(number) || !/^[-+.\deE]+$/.test(text)) return typed;
  return String(number) === text ? number : `${mark}${text}`;
}

/** The text of a number that a form carries as text; undefined for everything else. */
export function numberText(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith(mark)) return undefined;
  const text = value.slice(mark.length);
  return Number.isFinite(Number(text)) ? text : undefined;
}

function mapInside(value: Value, change: (inner: Value) => Value): Value {
  if (Array.isArray(value)) return value.map(change);
  if (!isMetadata(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)]));
}
