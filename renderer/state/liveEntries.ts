import type { StateEntry } from '#shared/rpc/live/state.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';
import { entryId } from './stateTree.ts';

export interface LiveEntry extends StateEntry {
  /** When this window learned of it, in milliseconds since the epoch; a TTL counts down from then. */
  heardAt: number;
  /** Grows with every change heard after the first delivery; 0 before. */
  changes: number;
}

export type LiveEntries = ReadonlyMap<string, LiveEntry>;

/** Takes a delivery of the topic `state` in. */
export function mergeEntries(
  known: LiveEntries,
  { changed, deleted }: Topics['state']['data'],
  now: number,
  isFirst: boolean,
): LiveEntries {
  const merged = new Map(isFirst ? [] : known);
  for (const entry of changed) {
    const id = entryId(entry);
    const before = known.get(id);
    const isChange = !isFirst && before?.json !== entry.json;
    merged.set(id, { ...entry, heardAt: now, changes: (before?.changes ?? 0) + (isChange ? 1 : 0) });
  }
  for (const gone of deleted) merged.delete(entryId(gone));
  return merged;
}

/** Seconds that a key has left, counted down from when it was heard of; null when it does not expire. */
export function secondsLeft(entry: LiveEntry, now: number): number | null {
  if (entry.ttl === null) return null;
  return Math.max(0, Math.ceil(entry.ttl - (now - entry.heardAt) / 1000));
}
