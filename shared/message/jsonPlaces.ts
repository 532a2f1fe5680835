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

/** Where a value ends that begins at `start`. */
export function endOfValue(text: string, start: number): number {
  let at = start;
  let depth = 0;
  do {
    const character = text[at]!;
    if (character === '"') at = endOfString(text, at);
    else {
      if (character === '{' || character === '[') depth++;
      else if (character === '}' || character === ']') depth--;
      at++;
      if (depth === 0 && !'}]'.includes(character)) while (at < text.length && !',:]} \n\r\t'.includes(text[at]!)) at++;
    }
  } while (depth > 0);
  return at;
}

/** Where the next character stands that is no white space. */
export function skipSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return at;
}
