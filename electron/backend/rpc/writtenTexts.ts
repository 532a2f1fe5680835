import { endOfValue, itemsOf, memberOf, memberText, skipSpace, wholeFloat } from '#shared/message/jsonPlaces.ts';

/** Ids that `JSON.stringify` may write otherwise than they came: `1.0`, `1e2`, `-0`. */
const unusualId = /"id"\s*:\s*(?:-0|-?\d+[.eE])/;

/** Of one request, what its parsed form does not say. */
export interface WrittenTexts {
  readonly params?: string | undefined;
  /** The text of `params.payload`. */
  readonly payload?: string | undefined;
  /** That of `params.data`, where it was taken out of the params for its size. */
  readonly data?: string | undefined;
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
  return requests.map((request) => {
    const params = valueAt(text, memberOf(text, request, 'params'));
    return { params, payload: params === undefined ? undefined : payloadOf(params), id: idOf(text, request) };
  });
}

function idOf(text: string, request: number): string | undefined {
  const id = valueAt(text, memberOf(text, request, 'id'));
  return id !== undefined && /^[-\d]/.test(id) ? id : undefined;
}

function payloadOf(params: string): string | undefined {
  const payload = memberText(params, 'payload');
  return payload === undefined || payload[0] !== '{' || hidesTags(payload) ? undefined : payload;
}

function valueAt(text: string, start: number | undefined): string | undefined {
  return start === undefined ? undefined : text.slice(start, endOfValue(text, start));
}

/** Whether escapes hide the letters of `type` in JSON text: who reads messages looks for their tags by those. */
export function hidesTags(text: string): boolean {
  return /\\u00(?:74|79|70|65)/i.test(text);
}
