import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExactJson } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { LmdbStateStore } from '../../electron/backend/state/lmdb/lmdbStateStore.ts';
import { RedisStateStore } from '../../electron/backend/state/redis/redisStateStore.ts';
import type { StateOperation, StateStore } from '../../electron/backend/state/stateStore.ts';
import { RedisServer } from './redisServer.ts';

/** Few keys, so that operations meet. */
const key = fc.constantFrom('a', 'b', 'a:b', 'é*', '[x]');
const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(0, -1, 7, 1.5, Number.NaN, null, true, '', '5', 2n ** 63n - 1n, -(2n ** 63n), 2n ** 64n),
  fc.constantFrom('0.0', '-3.00', '1e3').map((text) => parseExactJson(text) as Value),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('type', 'data', 'value', '__proto__', 'x'), scalar, { maxKeys: 2 }),
  fc.record({ type: fc.constantFrom('Integer', 'Float', 'Encoded', 'Object'), data: scalar }),
);
const amount = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }), fc.constant(1.5));
/** ASCII: where a range ends in a byte beyond, Redis itself differs between processors (signed and unsigned `char`). */
const pattern = fc.string({
  unit: fc.constantFrom('*', '?', '[', ']', '^', '-', '\\', 'a', 'b', ':', 'x'),
  maxLength: 6,
});
const operation = fc.oneof(
  fc.tuple(fc.constantFrom('get', 'delete', 'exists', 'pop', 'ttl'), key),
  fc.tuple(fc.constant('set'), key, value),
  fc.tuple(fc.constantFrom('increment', 'decrement'), key, amount),
  fc.tuple(fc.constant('increment'), key),
  fc.tuple(fc.constant('push'), key, value),
  fc.tuple(fc.constant('extend'), key, fc.array(value, { maxLength: 3 })),
  fc.tuple(fc.constant('expire'), key, fc.constantFrom(-1, 0, 1000, 1e6)),
) as fc.Arbitrary<StateOperation>;

/** SCAN goes round several times and may see what comes after it in the same turn, so `keys` has a turn of its own. */
const turn = fc.oneof(
  { weight: 5, arbitrary: fc.array(operation, { minLength: 1, maxLength: 16, size: 'max' }) },
  { weight: 1, arbitrary: fc.tuple(fc.tuple(fc.constant('keys' as const), pattern)) },
) as fc.Arbitrary<StateOperation[]>;

/** The expiry that a key was given, by the seconds that are left of it: time passes between the two stores. */
const expiryOf = (seconds: number): number => (seconds > 0 ? Math.ceil(seconds / 1000) * 1000 : seconds);

describe('the two state stores', () => {
  let server: RedisServer;
  let folder: string;
  let stores: [StateStore, StateStore];
  beforeAll(async () => {
    server = await RedisServer.start();
    folder = await mkdtemp(path.join(tmpdir(), 'reflow-state-'));
    stores = [LmdbStateStore.open({ folder }), await RedisStateStore.connect({ url: server.url })];
  });
  afterAll(async () => {
    for (const store of stores) await store[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  let run = 0;
  let operations = 0;

  /** What came of each operation: its result or the sentence of its failure. */
  const outcomes = async (store: StateStore, namespace: string, turns: StateOperation[][]): Promise<unknown[]> => {
    const all: unknown[] = [];
    for (const turn of turns) {
      const settled = await Promise.allSettled(turn.map((each) => store.run({ namespace, actorId: 'actor' }, each)));
      for (const [index, each] of settled.entries())
        if (each.status === 'rejected') all.push(`${(each.reason as { code: string }).code} ${String(each.reason)}`);
        else all.push(turn[index]![0] === 'ttl' ? expiryOf(each.value as number) : each.value);
    }
    const entries = await store.list({ namespace });
    const kept = entries.map(({ key, type, json, ttl, bytes }) => ({
      ...{ key, type, json, bytes },
      ttl: ttl === null ? null : expiryOf(ttl),
    }));
    return [...all, ...kept.toSorted((one, other) => (one.key < other.key ? -1 : 1))];
  };

  it('[T1][T4] answer every sequence of operations alike, and keep the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 8, size: 'max' }), async (turns) => {
        const namespace = `run${++run}`;
        operations += turns.flat().length;
        const [embedded, redis] = await Promise.all(stores.map((store) => outcomes(store, namespace, turns)));
        expect(redis).toEqual(embedded);
      }),
      { numRuns: 400 },
    );
    expect(operations).toBeGreaterThanOrEqual(10_000);
  }, 300_000);

  it('[T4] match keys against globs as Redis itself does', async () => {
    const client = server.client();
    const { globMatcher } = await import('../../electron/backend/state/glob.ts');
    const keys = ['a', 'b', 'ab', 'a:b', 'a]', '[x]', 'x-', 'é', 'aé', '\\', 'a^b', '', 'aab', '-'];
    try {
      await fc.assert(
        fc.asyncProperty(pattern, async (glob) => {
          const prefix = `glob${++run}/`;
          await client.mset(...keys.flatMap((each) => [prefix + each, '1']));
          const found = await client.keys(prefix + glob);
          const matching = globMatcher(prefix + glob);
          expect(
            keys
              .map((each) => prefix + each)
              .filter(matching)
              .toSorted(),
          ).toEqual(found.toSorted());
          await client.del(...keys.map((each) => prefix + each));
        }),
        { numRuns: 500 },
      );
    } finally {
      client.disconnect();
    }
  });
});
