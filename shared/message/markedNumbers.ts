import { endOfString } from './endOfString.ts';
import { setOwn } from './setOwn.ts';
import { WholeFloat } from './wholeFloat.ts';

// Held apart from the global, as in json.ts.
const { parse } = JSON;

/** Numbers that `JSON.parse` would bend: they travel through it as strings that begin with NUL. */

/** Sixteen digits before any point: the shortest text in which an integer beyond 2^53 can hide. */
const manyDigits = /(?<![.\d])\d{16}/;
const number = /-?\d[\d.eE+-]*/g;
const wholeNumber = /^-?\d{16,}$/;

/** False for text in which all integers are safe. */
export function mayHoldBigIntegers(text: string): boolean {
  return manyDigits.test(text);
}

/** Parses with big integers as `bigint` and, with `floats`, floats that are whole as `WholeFloat`. @throws SyntaxError */
export function parseMarked(text: string, floats: boolean): unknown {
  parse(text);
  return undoMarks(parse(markNumbers(text, floats)));
}

/** A string whose second character is `i` or `f` is a number; strings that began with NUL get an `s` after it. */
function markNumbers(text: string, floats: boolean): string {
  const mark = (digits: string): string => {
    const value = Number(digits);
    // So many digits that they are no number in JavaScript are an integer all the same.
    if (wholeNumber.test(digits)) return Number.isSafeInteger(value) ? digits : `"\\u0000i${digits}"`;
    return floats && Number.isInteger(value) && /[.eE]/.test(digits) ? `"\\u0000f${digits}"` : digits;
  };
  let marked = '';
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    marked += text.slice(at, quote < 0 ? undefined : quote).replace(number, mark);
    if (quote < 0) break;
    at = endOfString(text, quote);
    marked += markString(text.slice(quote, at));
  }
  return marked;
}

function markString(string: string): string {
  return string.startsWith('"\\u0000') ? `"\\u0000s${string.slice(7)}` : string;
}

function undoMarks(value: unknown): unknown {
  if (typeof value === 'string') {
    if (value[0] !== '\u0000') return value;
    const rest = value.slice(2);
    return value[1] === 'i' ? BigInt(rest) : value[1] === 'f' ? new WholeFloat(rest) : `\u0000${rest}`;
  }
  if (Array.isArray(value)) return value.map(undoMarks);
  if (typeof value === 'object' && value !== null) {
    const result: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) setOwn(result, String(undoMarks(key)), undoMarks(item));
    return result;
  }
  return value;
}
