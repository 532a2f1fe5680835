import { endOfValue, itemsOf, memberOf, skipSpace, wholeFloat } from '#shared/message/jsonPlaces.ts';

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
  const requests = text[start] === '[' ? [...itemsOf(text, start)] : [start];
  return requests.map((request) => ({ payload: payloadOf(text, request), id: idOf(text, request) }));
}

function idOf(text: string, request: number): string | undefined {
  const id = memberOf(text, request, 'id');
  return id === undefined || !/[-\d]/.test(text[id]!) ? undefined : text.slice(id, endOfValue(text, id));
}

function payloadOf(text: string, request: number): string | undefined {
  const params = memberOf(text, request, 'params');
  const payload = params === undefined ? undefined : memberOf(text, params, 'payload');
  if (payload === undefined || text[payload] !== '{') return undefined;
  const found = text.slice(payload, endOfValue(text, payload));
  return hidesTags(found) ? undefined : found;
}

/** Whether escapes hide the letters of `type` in JSON text: who reads messages looks for their tags by those. */
export function hidesTags(text: string): boolean {
  return /\\u00(?:74|79|70|65)/i.test(text);
}
