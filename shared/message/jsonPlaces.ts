import { endOfString } from './endOfString.ts';

/** Where things stand in well-formed JSON text, for what parsing it would lose. */

/**
 * Numbers that are written as floats though they are whole (`1.0`, `1e22`). `JSON.parse` reads them as integers are read, so that
 * values that have some are handed on as they were written (M3). What follows tells a number from the text `"2.0"` that every request has.
 */
export const wholeFloat = /\d(?:\.0+|(?:\.\d+)?[eE][+-]?\d+)(?=[\s,\]}]|$)/;

/** Where the value of an object's member begins; of several with the name the last counts. */
export function memberOf(text: string, object: number, name: string): number | undefined {
  if (text[object] !== '{') return undefined;
  let found: number | undefined;
  for (const key of itemsOf(text, object)) {
    const end = endOfValue(text, key);
    if (JSON.parse(text.slice(key, end)) === name) found = skipSpace(text, skipSpace(text, end) + 1);
  }
  return found;
}

/** The text of an object's member, where the object begins with its text. */
export function memberText(text: string, name: string): string | undefined {
  const start = memberOf(text, 0, name);
  return start === undefined ? undefined : text.slice(start, endOfValue(text, start));
}

/** Where the items of an array, or the keys of an object, begin. */
export function* itemsOf(text: string, container: number): Generator<number> {
  const isObject = text[container] === '{';
  let at = skipSpace(text, container + 1);
  while (text[at] !== ']' && text[at] !== '}') {
    yield at;
    at = skipSpace(text, endOfValue(text, at));
    if (isObject) at = skipSpace(text, endOfValue(text, skipSpace(text, at + 1)));
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
}

/** What stands between strings, and between where arrays and objects begin and end. Matched, since it is much of a long text. */
const betweenPlaces = /[^"{}[\]]*/y;
const scalar = /[^,:\]} \n\r\t]*/y;

/** Where a value ends that begins at `start`. */
export function endOfValue(text: string, start: number): number {
  const skip = (pattern: RegExp, from: number): number => {
    pattern.lastIndex = from;
    pattern.test(text);
    return pattern.lastIndex;
  };
  if (!'"{['.includes(text[start]!)) return skip(scalar, start);
  let at = start;
  let depth = 0;
  do {
    const character = text[at]!;
    if (character === '"') at = endOfString(text, at);
    else {
      depth += character === '{' || character === '[' ? 1 : -1;
      at++;
    }
    if (depth > 0) at = skip(betweenPlaces, at);
  } while (depth > 0);
  return at;
}

/** Where the next character stands that is no white space. */
export function skipSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return at;
}
