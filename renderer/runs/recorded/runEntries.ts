import type { RunFailure, RunMessage } from '#shared/rpc/live/recording.ts';

/** A line of a recorded run: a message that was sent, or a firing that failed. */
export type RunEntry =
  | { readonly kind: 'message'; readonly message: RunMessage }
  | { readonly kind: 'failure'; readonly failure: RunFailure };

/** What is looked at: a message, in the list or not, or a failure. */
export type RunPlace =
  | { readonly kind: 'message'; readonly id: number }
  | { readonly kind: 'failure'; readonly failure: RunFailure };

/**
 * Messages with the failures among them, in the order in which it all happened.
 * @param more whether messages follow that are not here yet; failures after the last one wait for them
 */
export function runEntries(
  messages: readonly RunMessage[],
  failures: readonly RunFailure[],
  more: boolean,
): readonly RunEntry[] {
  const waiting = failures.toSorted((one, other) => one.after - other.after || one.timestamp - other.timestamp);
  const entries: RunEntry[] = [];
  let passed = 0;
  const passFailures = (before: number): void => {
    for (; passed < waiting.length && waiting[passed]!.after < before; passed++)
      entries.push({ kind: 'failure', failure: waiting[passed]! });
  };
  for (const message of messages) {
    passFailures(message.id);
    entries.push({ kind: 'message', message });
  }
  passFailures(more ? (messages.at(-1)?.id ?? 0) + 1 : Infinity);
  return entries;
}

/** Where an entry is looked at. */
export function placeOf(entry: RunEntry): RunPlace {
  return entry.kind === 'failure' ? entry : { kind: 'message', id: entry.message.id };
}

/** The index of the entry that is looked at; -1 where it is not listed. */
export function indexOf(entries: readonly RunEntry[], place: RunPlace | undefined): number {
  if (!place) return -1;
  return entries.findIndex((entry) =>
    entry.kind === 'failure'
      ? place.kind === 'failure' && isSame(entry.failure, place.failure)
      : place.kind === 'message' && entry.message.id === place.id,
  );
}

/** Failures are fetched again and again; what names one is when and where it happened, and on what. */
function isSame(one: RunFailure, other: RunFailure): boolean {
  const isThere = one.node === other.node && one.timestamp === other.timestamp && one.after === other.after;
  return isThere && one.causes.join() === other.causes.join();
}

/**
 * The index that is so many entries further on, within the list. From a place that is not listed, one step leads to the nearest entry
 * after it, or before it.
 */
export function stepFrom(entries: readonly RunEntry[], place: RunPlace | undefined, by: number): number {
  const index = indexOf(entries, place);
  const within = (to: number): number => Math.min(entries.length - 1, Math.max(0, to));
  if (index >= 0 || !place) return within(index + by);
  const at = place.kind === 'failure' ? place.failure.after : place.id;
  const next = entries.findIndex((entry) => (entry.kind === 'failure' ? entry.failure.after : entry.message.id) > at);
  const gap = next < 0 ? entries.length : next;
  return within(by > 0 ? gap + by - 1 : gap + by);
}

/** Failures whose node, by its id or title, or whose error holds every word. */
export function searchFailures(
  failures: readonly RunFailure[],
  search: string,
  titleOf: (node: string) => string,
): readonly RunFailure[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return failures.filter(({ node, error }) => {
    const text = `${node} ${titleOf(node)} ${error.port ?? ''} ${error.type}: ${error.message}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
