import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseExactJson } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import type { TrialResult } from '#shared/rpc/live/debugging.ts';
import { valueOfJson } from '../../channel/packet.ts';
import { LmdbStateStore } from '../../state/lmdb/lmdbStateStore.ts';
import type { StateScope, StateStore } from '../../state/stateStore.ts';

/** A copy of one actor's state to try things on (N8): a store of its own, gone when disposed. */
export class StateCopy implements AsyncDisposable {
  private constructor(
    readonly store: StateStore,
    private readonly folder: string,
    private readonly scope: StateScope,
    private readonly before: ReadonlyMap<string, string>,
  ) {}

  /** @throws AppError `stateUnavailable` */
  static async of(original: StateStore, scope: StateScope): Promise<StateCopy> {
    const entries = await entriesOf(original, scope);
    const copy = await StateCopy.empty(scope, new Map(entries.map(({ key, json }) => [key, json])));
    const { store } = copy;
    try {
      for (const { key, json, type, ttl } of entries) {
        const value = valueOfJson(parseExactJson(json));
        await (type === 'list'
          ? store.run(scope, ['extend', key, value as Value[]])
          : store.run(scope, ['set', key, value]));
        if (ttl !== null) await store.run(scope, ['expire', key, Math.max(1, ttl)]);
      }
    } catch (error) {
      await copy[Symbol.asyncDispose]();
      throw error;
    }
    return copy;
  }

  /** A store with nothing in it; `before` is what `changes` compares with. */
  static async empty(scope: StateScope, before: ReadonlyMap<string, string> = new Map()): Promise<StateCopy> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'reflow-trial-'));
    return new StateCopy(LmdbStateStore.open({ folder }), folder, scope, before);
  }

  /** Keys that are not as they were, by name. */
  async changes(): Promise<TrialResult['state']> {
    const after = new Map((await entriesOf(this.store, this.scope)).map(({ key, json }) => [key, json]));
    const keys = [...new Set([...this.before.keys(), ...after.keys()])].toSorted();
    return keys
      .map((key) => ({ key, before: this.before.get(key) ?? null, after: after.get(key) ?? null }))
      .filter(({ before, after: now }) => before !== now);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function entriesOf(store: StateStore, { namespace, actorId }: StateScope) {
  return (await store.list({ namespace })).filter((entry) => entry.actorId === actorId);
}
