import type { StateEntry } from '#shared/rpc/live/state.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';
import { disposable } from '../system/lifetime.ts';
import { globMatcher } from './glob.ts';
import type { StateScope, StateStore } from './stateStore.ts';

type Delivery = Topics['state']['data'];
type Key = StateScope & { key: string };

/** Changes are gathered for so long, in milliseconds: a counter at full speed is one delivery. */
const gatherInterval = 100;

/**
 * A live view of state (T7): everything that matches first, then what changed. While the back end is away it is silent; then everything is
 * looked at again.
 */
export function watchState(
  store: StateStore,
  { namespace, pattern }: Topics['state']['params'],
  deliver: (data: Delivery) => void,
): Disposable {
  const isWanted = pattern === undefined ? () => true : globMatcher(pattern);
  const shown = new Map<string, Key>();
  let changed = new Map<string, Key>();
  let isComplete = false;
  let isReading = false;

  const readAll = async (): Promise<Delivery> => {
    const filter = { ...(namespace === undefined ? {} : { namespace }), ...(pattern === undefined ? {} : { pattern }) };
    const entries = await store.list(filter);
    const present = new Set(entries.map(nameOf));
    return { changed: entries, deleted: [...shown].filter(([name]) => !present.has(name)).map(([, key]) => key) };
  };
  const look = async (): Promise<void> => {
    if (isReading || (isComplete && changed.size === 0)) return;
    isReading = true;
    const keys = [...changed.values()];
    const isNew = !isComplete;
    changed = new Map();
    isComplete = true;
    try {
      const data = await (isNew ? readAll() : readChanged(store, keys));
      for (const entry of data.changed) shown.set(nameOf(entry), keyOf(entry));
      for (const key of data.deleted) shown.delete(nameOf(key));
      deliver(data);
    } catch {
      isComplete = false;
    } finally {
      isReading = false;
    }
  };
  const listening = store.onChange(
    (change) => {
      if ((namespace === undefined || change.namespace === namespace) && isWanted(change.key))
        changed.set(nameOf(change), keyOf(change));
    },
    () => {
      isComplete = false;
    },
  );
  void look();
  const timer = setInterval(() => void look(), gatherInterval);
  timer.unref();
  return disposable(() => {
    listening[Symbol.dispose]();
    clearInterval(timer);
  });
}

async function readChanged(store: StateStore, keys: readonly Key[]): Promise<Delivery> {
  const entries = await Promise.all(keys.map((one) => store.entry(one, one.key)));
  const changed: StateEntry[] = entries.filter((entry) => entry !== undefined);
  return { changed, deleted: keys.filter((_, index) => entries[index] === undefined) };
}

function keyOf({ namespace, actorId, key }: Key): Key {
  return { namespace, actorId, key };
}

function nameOf({ namespace, actorId, key }: Key): string {
  return JSON.stringify([namespace, actorId, key]);
}
