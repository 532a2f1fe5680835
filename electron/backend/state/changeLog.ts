import type { StateChangeRecord } from '#shared/rpc/live/state.ts';
import { disposable } from '../system/lifetime.ts';
import { fullKey } from './keys.ts';
import type { StateChange, StateScope, StateWriter } from './stateStore.ts';

/** What an operation did to a key. */
export interface KeyChange {
  readonly operation: StateChangeRecord['operation'];
  readonly deleted: boolean;
  /** JSON text of what was there; undefined where it is not known. */
  readonly before?: string | undefined;
  /** JSON text of what is there now, of the items that were appended, or undefined. */
  readonly after?: string | undefined;
}

export interface ChangeLogLimits {
  /** Changes kept of one key. */
  readonly perKey: number;
  /** Characters of text kept in all; the keys longest untouched are forgotten first. */
  readonly characters: number;
  readonly keys: number;
}

const usualLimits: ChangeLogLimits = { perKey: 20, characters: 8 * 1024 ** 2, keys: 10_000 };
const longestText = 1024;

interface Kept extends StateChangeRecord {
  readonly number: number;
  /** Length of the whole text after the change, to tell it from others that begin alike; undefined where it is not known. */
  readonly length: number | undefined;
}

/** Who listens to changes of state, what changed last, and who did it (T7). */
export class ChangeLog {
  private readonly listeners = new Set<{ changed(change: StateChange): void; missed(): void }>();
  private readonly byKey = new Map<string, Kept[]>();
  private characters = 0;
  private lastNumber = 0;
  /** Of `byKey`, the key that was touched last and its changes. */
  private lastFull: string | undefined;
  private lastList: Kept[] = [];

  constructor(
    private readonly now: () => number,
    private readonly limits = usualLimits,
  ) {}

  get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  onChange(changed: (change: StateChange) => void, missed: () => void = () => {}): Disposable {
    const listener = { changed, missed };
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  /** A change made through this program. @param full the whole key */
  wrote(full: string, scope: StateScope, key: string, change: KeyChange, writer: StateWriter | undefined): void {
    const { namespace, actorId } = scope;
    this.keep(full, namespace, actorId, key, change, writer?.node ?? null);
    if (this.isHeard) this.tell({ namespace, actorId, key, deleted: change.deleted });
  }

  /** A change made by somebody else, or by time. @param after JSON text of what is there now; undefined when it is gone */
  elsewhere(full: string, key: StateScope & { key: string }, after: string | undefined, writer: string | null): void {
    const latest = this.byKey.get(full)?.at(-1);
    const before = latest?.length === undefined ? undefined : latest.after;
    const change = {
      operation: 'elsewhere' as const,
      deleted: after === undefined,
      before: before ?? undefined,
      after,
    };
    this.keep(full, key.namespace, key.actorId, key.key, change, writer);
    this.tell({ ...key, deleted: change.deleted });
  }

  /** Something about a key changed that is no change of its value. */
  tell(change: StateChange): void {
    for (const { changed } of this.listeners) changed(change);
  }

  /** Changes by others may not have been told. */
  tellMissed(): void {
    for (const { missed } of this.listeners) missed();
  }

  /** Whether the last change that is known of left a key with this text (undefined: without any); undefined where that cannot be told. */
  leaves(full: string, text: string | undefined): boolean | undefined {
    const latest = this.byKey.get(full)?.at(-1);
    if (!latest) return false;
    if (latest.length === undefined) return undefined;
    if (text === undefined) return latest.after === null;
    return latest.length === text.length && latest.after === cut(text);
  }

  /** Grows with every change of a key that is known of; 0 when none is. */
  numberOfLast(full: string): number {
    return this.byKey.get(full)?.at(-1)?.number ?? 0;
  }

  /** When a key was last changed through this program or seen to change; 0 when it was not. */
  lastChangeAt(full: string): number {
    return this.byKey.get(full)?.at(-1)?.at ?? 0;
  }

  /** Keys of which anything is known. */
  knownKeys(): string[] {
    return [...this.byKey.keys()];
  }

  lastWrite(full: string): { updatedAt: number | null; writer: string | null } {
    const latest = this.byKey.get(full)?.at(-1);
    return { updatedAt: latest?.at ?? null, writer: latest?.writer ?? null };
  }

  /** The last changes that fit, newest first. */
  history(filter: Partial<StateScope & { key: string }>, limit: number): StateChangeRecord[] {
    const lists =
      filter.namespace !== undefined && filter.actorId !== undefined && filter.key !== undefined
        ? [this.byKey.get(fullKey(filter as StateScope, filter.key)) ?? []]
        : [...this.byKey.values()];
    return lists
      .flat()
      .filter(
        (one) =>
          (filter.namespace === undefined || one.namespace === filter.namespace) &&
          (filter.actorId === undefined || one.actorId === filter.actorId) &&
          (filter.key === undefined || one.key === filter.key),
      )
      .sort((one, other) => other.number - one.number)
      .slice(0, limit)
      .map(({ namespace, actorId, key, at, writer, operation, before, after }) => ({
        ...{ namespace, actorId, key, at, writer, operation, before, after },
      }));
  }

  private keep(
    full: string,
    namespace: string,
    actorId: string,
    key: string,
    { operation, deleted, before: old, after: fresh }: KeyChange,
    writer: string | null,
  ): void {
    const list = this.touch(full);
    const before = old === undefined ? null : cut(old);
    const after = fresh === undefined || deleted ? null : cut(fresh);
    // Of a list only what was added or taken is known.
    const isWhole = operation === 'set' || operation === 'increment' || operation === 'elsewhere';
    const length = deleted ? 0 : isWhole && fresh !== undefined ? fresh.length : undefined;
    const number = ++this.lastNumber;
    list.push({ namespace, actorId, key, number, at: this.now(), writer, operation, before, after, length });
    this.characters += size(before) + size(after);
    if (list.length > this.limits.perKey) this.forget(list.shift()!);
    while (this.byKey.size > this.limits.keys || (this.characters > this.limits.characters && this.byKey.size > 1)) {
      const [oldest, changes] = this.byKey.entries().next().value!;
      this.byKey.delete(oldest);
      changes.forEach((one) => this.forget(one));
    }
  }

  /** The changes of a key, which is now the last to be forgotten. */
  private touch(full: string): Kept[] {
    if (full === this.lastFull) return this.lastList;
    const list = this.byKey.get(full) ?? [];
    this.byKey.delete(full);
    this.byKey.set(full, list);
    this.lastFull = full;
    this.lastList = list;
    return list;
  }

  private forget({ before, after }: Kept): void {
    this.characters -= size(before) + size(after);
  }
}

function size(text: string | null): number {
  return text?.length ?? 0;
}

/** A copy where it is cut: a slice would keep the whole text in memory. */
function cut(text: string): string {
  return text.length <= longestText ? text : `${Buffer.from(text.slice(0, longestText)).toString()}…`;
}
