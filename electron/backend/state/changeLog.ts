import { disposable } from '../lifetime.ts';
import type { StateChange, StateScope, StateWriter } from './stateStore.ts';
import { fullKey } from './keys.ts';

/** Who listens to changes of state, and who last wrote each key through this program (T7). */
export class ChangeLog {
  private readonly listeners = new Set<(change: StateChange) => void>();
  private readonly writes = new Map<string, { at: number; writer: string | null }>();

  /** @param remembered how many keys' last writes are kept; the longest untouched are forgotten first */
  constructor(
    private readonly now: () => number,
    private readonly remembered = 10_000,
  ) {}

  onChange(listener: (change: StateChange) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  /** A change made through this program. */
  wrote(scope: StateScope, key: string, deleted: boolean, writer: StateWriter | undefined): void {
    const full = fullKey(scope, key);
    this.writes.delete(full);
    if (!deleted) this.writes.set(full, { at: this.now(), writer: writer?.node ?? null });
    if (this.writes.size > this.remembered) this.writes.delete(this.writes.keys().next().value!);
    this.tell({ namespace: scope.namespace, actorId: scope.actorId, key, deleted });
  }

  /** A change made by somebody else, or by time. */
  tell(change: StateChange): void {
    for (const listener of this.listeners) listener(change);
  }

  lastWrite(full: string): { updatedAt: number | null; writer: string | null } {
    const write = this.writes.get(full);
    return { updatedAt: write?.at ?? null, writer: write?.writer ?? null };
  }
}
