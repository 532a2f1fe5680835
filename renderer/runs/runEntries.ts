import type { RunFailure, RunMessage } from '#shared/rpc/live/recording.ts';

/** A line of a recorded run: a message that was sent, or a firing that failed. */
export type RunEntry =
  | { readonly kind: 'message'; readonly message: RunMessage }
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
  const passFailures = (before: number): void => {
    while (waiting.length > 0 && waiting[0]!.after < before)
      entries.push({ kind: 'failure', failure: waiting.shift()! });
  };
  for (const message of messages) {
    passFailures(message.id);
    entries.push({ kind: 'message', message });
  }
  passFailures(more ? (messages.at(-1)?.id ?? 0) + 1 : Infinity);
  return entries;
}
