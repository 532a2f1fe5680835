/**
 * A whole number that was written as a float (`2.0`, `1e3`), of which a JavaScript number does not say that it is one (M3). Such numbers
 * are kept only between the text that somebody wrote and the message that is made of it: `parseExactJson` makes them, and messages carry
 * them as text.
 */
export class WholeFloat {
  /** @param text as it was written */
  constructor(readonly text: string) {}

  static of(value: number): WholeFloat {
    if (Object.is(value, -0)) return new WholeFloat('-0.0');
    return new WholeFloat(Number.isSafeInteger(value) ? `${value}.0` : value.toExponential());
  }

  /** `JSON.stringify` cannot say it; `writeJsonText` and `writePlain` do. */
  toJSON(): never {
    throw new TypeError('WholeFloat is written by writeJsonText or writePlain');
  }
}

/** Whether there are whole floats in parsed JSON. */
export function holdsWholeFloats(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || json instanceof Uint8Array) return false;
  return json instanceof WholeFloat || Object.values(json).some(holdsWholeFloats);
}

/**
 * Of parsed JSON only its whole floats, in their places: what else is in an object is left out, in an array it is null. Undefined when
 * there are none.
 */
export function onlyWholeFloats(json: unknown): unknown {
  if (json instanceof WholeFloat) return json;
  if (!holdsWholeFloats(json)) return undefined;
  if (Array.isArray(json)) return json.map((item) => onlyWholeFloats(item) ?? null);
  const entries = Object.entries(json as object).map(([key, item]) => [key, onlyWholeFloats(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** Parsed JSON with the whole floats of `exact` wherever it still has the same number in the same place. */
export function withWholeFloats(json: unknown, exact: unknown): unknown {
  if (exact instanceof WholeFloat) return Object.is(json, Number(exact.text)) ? exact : json;
  if (!isContainer(json) || !isContainer(exact) || Array.isArray(json) !== Array.isArray(exact)) return json;
  const of = exact as Record<string, unknown>;
  if (Array.isArray(json)) return json.map((item, index) => withWholeFloats(item, of[index]));
  const inPlace = (key: string, item: unknown): unknown =>
    Object.hasOwn(of, key) ? withWholeFloats(item, of[key]) : item;
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, inPlace(key, item)]));
}

function isContainer(json: unknown): json is object {
  return typeof json === 'object' && json !== null && !(json instanceof Uint8Array);
}

/** Parsed JSON with plain numbers in place of whole floats. */
export function withoutWholeFloats(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || json instanceof Uint8Array) return json;
  if (json instanceof WholeFloat) return Number(json.text);
  if (Array.isArray(json)) return json.map(withoutWholeFloats);
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, withoutWholeFloats(item)]));
}
