import { writePlain } from '#shared/message/json.ts';
import type { StateEntry } from '#shared/rpc/live/state.ts';
import type { StateScope } from './stateStore.ts';
import { counterIn, readStateText } from './stateText.ts';

/**
 * A key as the state browser shows it (T7).
 * @param kept the JSON text of a value, or those of a list's items
 * @param ttl seconds left, null for ever
 */
export function describeEntry(
  key: StateScope & { key: string },
  kept: string | string[],
  ttl: number | null,
  lastWrite: Pick<StateEntry, 'updatedAt' | 'writer'>,
): StateEntry {
  const json = writePlain(typeof kept === 'string' ? readStateText(kept) : kept.map(readStateText));
  const type = typeof kept !== 'string' ? 'list' : counterIn(kept) === undefined ? 'value' : 'counter';
  return { ...key, type, json, bytes: Buffer.byteLength(json), ttl, ...lastWrite };
}
