import { endOfString } from '#shared/message/endOfString.ts';

/**
 * Numbers that are written as floats though they are whole (`1.0`, `1e22`). `JSON.parse` reads them as integers are read, so that
 * payloads that have some are handed on as they were written (M3). What follows tells a number from the text `"2.0"` that every request has.
 */
const wholeFloat = /\d(?:\.0+|(?:\.\d+)?[eE][+-]?\d+)(?=[\s,\]}]|$)/;

/** Ids that `JSON.stringify` may write otherwise than they came: `1.0`, `1e2`, `-0`. */
const unusualId = /"id"\s*:\s*(?:-0|-?\d+[.eE])/;

/** Of one request, what its parsed form does not say. */
export interface WrittenTexts {
  /** The text of `params.payload`. */
  readonly payload?: string | undefined;
  /** The text of an id that is a number (R1). */
  readonly id?: string | undefined;
}

/**
 * What was written in each request of a frame, where numbers lose how they were written by being parsed.
 * @param text well-formed JSON
 * @returns undefined when nothing would be lost
 */
export function writtenTexts(text: string): WrittenTexts[] | undefined {
  if (!wholeFloat.test(text) && !unusualId.test(text)) return undefined;
  const start = skipSpace(text, 0);
  const requests = text[start] === '[' ? [...items(text, start)] : [start];
  return requests.map((request) => ({ payload: payloadOf(text, request), id: idOf(text, request) }));
}

function idOf(text: string, request: number): string | undefined {
  const id = member(text, request, 'id');
  return id === undefined || !/[-\d]/.test(text[id]!) ? undefined : text.slice(id, endOfValue(text, id));
}

function payloadOf(text: string, request: number): string | undefined {
  const params = member(text, request, 'params');
  const payload = params === undefined ? undefined : member(text, params, 'payload');
  if (payload === undefined || text[payload] !== '{') return undefined;
  const found = text.slice(payload, endOfValue(text, payload));
  return hidesTags(found) ? undefined : found;
}

/** Whether escapes hide the letters of `type` in JSON text: who reads messages looks for their tags by those. */
export function hidesTags(text: string): boolean {
  return /\\u00(?:74|79|70|65)/i.test(text);
}

/** Where the value of an object's member begins; of several with the name the last counts. */
function member(text: string, object: number, name: string): number | undefined {
  if (text[object] !== '{') return undefined;
  let found: number | undefined;
  for (const key of items(text, object)) {
    const end = endOfValue(text, key);
    if (JSON.parse(text.slice(key, end)) === name) found = skipSpace(text, skipSpace(text, end) + 1);
  }
  return found;
}

/** Where the items of an array, or the keys of an object, begin. */
function* items(text: string, container: number): Generator<number> {
  const isObject = text[container] === '{';
  let at = skipSpace(text, container + 1);
  while (text[at] !== ']' && text[at] !== '}') {
    yield at;
    at = skipSpace(text, endOfValue(text, at));
    if (isObject) at = skipSpace(text, endOfValue(text, skipSpace(text, at + 1)));
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
}

function endOfValue(text: string, start: number): number {
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

function skipSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return at;
}
