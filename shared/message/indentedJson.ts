import { writePlain } from './json.ts';
import type { Value } from './message.ts';
import { WholeFloat } from './wholeFloat.ts';

/** The text of parsed JSON for people and diffs: two spaces a level, one thing a line; empty lists and objects stay on their line. */
export function writeIndentedJson(json: Value, margin = ''): string {
  if (typeof json !== 'object' || json === null || json instanceof Uint8Array || json instanceof WholeFloat)
    return writePlain(json);
  const inner = `${margin}  `;
  const lines = Array.isArray(json)
    ? json.map((item) => inner + writeIndentedJson(item, inner))
    : Object.entries(json)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${inner}${JSON.stringify(key)}: ${writeIndentedJson(item, inner)}`);
  const [open, close] = Array.isArray(json) ? '[]' : '{}';
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n${margin}${close}`;
}
