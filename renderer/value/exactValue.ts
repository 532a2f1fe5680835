import { parseExactJson, readMessage } from '#shared/message/json.ts';
import { WholeFloat } from '#shared/message/wholeFloat.ts';

/** A value in which floats that are whole are still known as such. */
export type ExactValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | WholeFloat
  | ExactValue[]
  | { [key: string]: ExactValue };

/**
 * The value that a JSON text in plain form says.
 * @throws SyntaxError
 */
export function readExact(json: string): ExactValue {
  return readMessage(parseExactJson(json)).data;
}

/** Whether a value has keys, and values under them. */
export function isExactRecord(value: ExactValue): value is { [key: string]: ExactValue } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof WholeFloat)
  );
}
