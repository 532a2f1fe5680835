import { parseJson, readValue } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import type { StateEntry } from '#shared/rpc/live/state.ts';

type Kind = 'text' | 'number' | 'boolean' | 'list' | 'object' | 'nothing' | 'bytes';

/** What a person edits: text as it is, everything else as JSON. */
export function editableText(entry: StateEntry): string {
  const value = readValue(parseJson(entry.json));
  return typeof value === 'string' ? value : entry.json;
}

/**
 * Reads what was typed for an entry, its type kept (T7): text stays text, a counter stays whole, a list stays a list.
 * @returns the value, or the sentence that says why not
 */
export function readEdited(entry: StateEntry, text: string): { value: Value } | { refused: string } {
  const old = readValue(parseJson(entry.json));
  const kind = kindOf(old);
  if (kind === 'text') return { value: text };
  let value: Value;
  try {
    value = readValue(parseJson(text));
  } catch (error) {
    return { refused: `This is not JSON: ${(error as Error).message}` };
  }
  if (entry.type === 'counter' && typeof value !== 'bigint' && !Number.isInteger(value))
    return { refused: `${entry.key} is a counter: write a whole number.` };
  if (kind !== 'nothing' && kindOf(value) !== kind)
    return { refused: `${entry.key} holds ${article(kind)}: write ${article(kind)}.` };
  if (entry.type === 'list' && Array.isArray(value) && value.length === 0)
    return { refused: `A list without items is none: delete ${entry.key} instead.` };
  return { value };
}

function kindOf(value: Value): Kind {
  if (value === null) return 'nothing';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (Array.isArray(value)) return 'list';
  return value instanceof Uint8Array ? 'bytes' : 'object';
}

function article(kind: Kind): string {
  if (kind === 'object') return 'an object';
  return kind === 'text' || kind === 'bytes' || kind === 'nothing' ? kind : `a ${kind}`;
}
