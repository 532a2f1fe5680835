import { parseJson, readMessage } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';

/** The value that a JSON text in plain form says; undefined when the text was cut off or is no JSON. */
export function readValueText(json: string): Value | undefined {
  try {
    return readMessage(parseJson(json)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
