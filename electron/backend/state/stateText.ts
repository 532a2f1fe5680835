import { parseExactJson, readMessage } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';

/** Reads the JSON text of a kept value, with its whole floats. Text that is no JSON, written by somebody else, is a string. */
export function readStateText(text: string): Value {
  let json: unknown;
  try {
    json = parseExactJson(text);
  } catch {
    return text;
  }
  return readMessage(json).data;
}

/** The integer that a text is when Redis can count with it: no sign but a minus, no leading zero, 64 bits. */
export function counterIn(text: string): bigint | undefined {
  if (text.length > 20 || !wholeNumber.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

const wholeNumber = /^(?:0|-?[1-9]\d*)$/;

/** What a counter counts on from: a float that is whole is one that was not counted with yet. */
export function countableIn(text: string): bigint | undefined {
  return counterIn(text.replace(/\.0+$/, ''));
}

/** An exact integer in the form values have: a number where that is exact, else a bigint. */
export function integerValue(integer: bigint): number | bigint {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}

/** Seconds as Redis's TTL rounds them. */
export function secondsLeft(milliseconds: number): number {
  return Math.floor((milliseconds + 500) / 1000);
}
