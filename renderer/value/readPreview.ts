import { parseJson, readMessage } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import type { ValuePreview } from '#shared/message/preview.ts';

/** Characters that fit in any line. */
const longestLine = 200;

/** The value that a JSON text in plain form says; undefined when the text was cut off or is no JSON. */
export function readValueText(json: string): Value | undefined {
  try {
    return readMessage(parseJson(json)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A value in a line of a list: the beginning of its JSON text, and in few words what has none of its own there, as bytes and NaN. */
export function previewLine({ json, chip }: ValuePreview): string {
  return /^\{"type":"(?:Float|Encoded)"/.test(json) ? chip : json.slice(0, longestLine);
}
