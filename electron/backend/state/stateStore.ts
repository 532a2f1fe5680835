import type { StateChangeRecord, StateEntry } from '#shared/rpc/live/state.ts';
import type { Value } from '#shared/message/message.ts';

/** Whose state: T3 says how the two are found for a direct call and for a node. */
export interface StateScope {
  readonly namespace: string;
  readonly actorId: string;
}

/** Operations as the sandbox channel carries them (A3): name, then arguments. */
export type StateOperation =
  | ['get', string]
  | ['set', string, Value]
  | ['delete', string]
  | ['exists', string]
  /** Keys matching a Redis glob; without it, all. Sorted. */
  | ['keys', string?]
  /** Amounts are integers; a big one is a bigint. */
  | ['increment', string, (number | bigint)?]
  | ['decrement', string, (number | bigint)?]
  /** Appends; answers the new length. */
  | ['push', string, Value]
  /** Takes the first; answers undefined when there is none. */
  | ['pop', string]
  /** Appends several; answers the new length. */
  | ['extend', string, Value[]]
  /** Seconds; answers whether the key is there. */
  | ['expire', string, number]
  /** Seconds left, -1 without expiry, -2 when the key is not there, as Redis answers. */
  | ['ttl', string];

/** Who writes, for the state browser's "last written by" (T7). */
export interface StateWriter {
  readonly node: string;
  /** Milliseconds until its own deadline, for which an operation waits while the back end is away (T6). */
  readonly patience?: number;
}

/**
 * State of actors (T1). Every operation is atomic (T4).
 * Failures: `AppError('stateUnavailable')` when the back end is away; `AppError('invalidParams', 'WRONGTYPE …')` for an operation
 * on a value of another type, the same sentence in both back ends.
 */
export interface StateStore extends AsyncDisposable {
  readonly kind: 'embedded' | 'redis';
  /** Operations issued in the same turn of the event loop share one round trip. Missing values are undefined. */
  run(scope: StateScope, operation: StateOperation, writer?: StateWriter): Promise<Value | undefined>;
  /** Every key that matches, for the state browser. `namespace` matches exactly when given; `pattern` is a glob over keys. */
  list(filter: { namespace?: string; pattern?: string }): Promise<StateEntry[]>;
  entry(scope: StateScope, key: string): Promise<StateEntry | undefined>;
  /** The last changes that this program made or saw (T7), newest first. */
  history(filter: Partial<StateScope & { key: string }>, limit: number): StateChangeRecord[];
  /**
   * Hears every change made through this store and, where the back end can say so, by others.
   * @param missed is called when changes by others may not have been told
   */
  onChange(listener: (change: StateChange) => void, missed?: () => void): Disposable;
  /** Whether operations can succeed now, with a sentence. */
  availability(): { available: boolean; detail: string };
}

/** A key that was written or deleted. */
export interface StateChange extends StateScope {
  key: string;
  deleted: boolean;
}
