import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseExactJson } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import type { StateChange, StateOperation, StateStore } from '../../electron/backend/state/stateStore.ts';

export interface StateStoreUnderTest {
  store: StateStore;
  /** Another store over the same data, as a second program has it. */
  second(): Promise<StateStore>;
  dispose(): Promise<void>;
}

const exact = (text: string) => parseExactJson(text) as Value;
/** Seconds that are left of an expiry: some time passes while a test runs. */
export const leftOf = (given: number): unknown =>
  expect.toSatisfy((seconds: number) => seconds <= given && seconds > Math.max(0, given - 60), `at most ${given} s`);

/** What every state store does (T1): one suite over each of them. */
export function testStateStore(name: string, start: (options: { ttl?: number }) => Promise<StateStoreUnderTest>): void {
  describe(`state store: ${name}`, () => {
    let subject: StateStoreUnderTest;
    let actor = 0;
    let scope = { namespace: 'reflow', actorId: '' };
    beforeAll(async () => {
      subject = await start({});
    });
    afterAll(async () => {
      await subject.dispose();
    });
    beforeEach(() => {
      scope = { namespace: 'reflow', actorId: `actor${++actor}` };
    });
    const run = (...operation: StateOperation): Promise<Value | undefined> => subject.store.run(scope, operation);
    const failure = (...operation: StateOperation): Promise<unknown> =>
      run(...operation).catch((error: unknown) => error);

    it('[T1] answers undefined, false, -2 and nothing for keys that are not there', async () => {
      expect(await run('get', 'k')).toBeUndefined();
      expect(await run('exists', 'k')).toBe(false);
      expect(await run('ttl', 'k')).toBe(-2);
      expect(await run('delete', 'k')).toBe(false);
      expect(await run('pop', 'k')).toBeUndefined();
      expect(await run('expire', 'k', 5)).toBe(false);
      expect(await run('keys')).toEqual([]);
      expect(await subject.store.entry(scope, 'k')).toBeUndefined();
    });

    const values: [string, Value][] = [
      ['null', null],
      ['text with every kind of sign', 'ä\u0000"\\\n😀'],
      ['a big integer', 2n ** 70n],
      ['a big negative integer', -(2n ** 62n)],
      ['not a number', Number.NaN],
      ['infinity', Number.NEGATIVE_INFINITY],
      ['bytes', new Uint8Array([0, 255, 10])],
      ['nested values', { a: [1, { b: [2n ** 63n, Number.NaN, null] }], ['__proto__']: 1 } as Value],
      ['an object that looks like a message', { type: 'Integer', data: 5 }],
      ['an empty list', []],
      ['a float that is whole', exact('2.0')],
      ['whole floats among integers', exact('[-1.0, 1, {"e": 1e3}]')],
      ['text that looks like JSON', '{"a":1}'],
      ['a long text', 'x'.repeat(100_000)],
    ];
    it.each(values)('[T1][M3] keeps %s exactly', async (_, value) => {
      expect(await run('set', 'k', value)).toBeNull();
      expect(await run('get', 'k')).toEqual(value);
      await run('push', 'list', value);
      expect(await run('pop', 'list')).toEqual(value);
    });

    it('[T4] counts exactly beyond 2^53, and refuses to leave 64 bits', async () => {
      expect(await run('increment', 'n')).toBe(1);
      expect(await run('increment', 'n', 2n ** 53n)).toBe(2n ** 53n + 1n);
      expect(await run('get', 'n')).toBe(2n ** 53n + 1n);
      expect(await run('decrement', 'n', 2n ** 53n)).toBe(1);
      await run('set', 'n', 2n ** 63n - 1n);
      expect(await failure('increment', 'n')).toMatchObject({
        code: 'invalidParams',
        message: expect.stringMatching(/^OVERFLOW/),
      });
      expect(await run('get', 'n')).toBe(2n ** 63n - 1n);
    });

    it('[T4] counts on from a float that is whole, which stays one until then, and keeps its time to live', async () => {
      await run('set', 'n', exact('2.0'));
      await run('expire', 'n', 1000);
      expect(await run('increment', 'n', exact('3.0') as number)).toBe(5);
      expect(await run('decrement', 'n')).toBe(4);
      expect(await run('ttl', 'n')).toBeGreaterThan(900);
    });

    it('[T4] lists are first in, first out, and gone when empty', async () => {
      expect(await run('push', 'l', 1)).toBe(1);
      expect(await run('extend', 'l', ['b', null])).toBe(3);
      expect(await run('extend', 'l', [])).toBe(3);
      expect([await run('pop', 'l'), await run('pop', 'l'), await run('pop', 'l')]).toEqual([1, 'b', null]);
      expect(await run('exists', 'l')).toBe(false);
      expect(await run('extend', 'l', [])).toBe(0);
      expect(await run('exists', 'l')).toBe(false);
    });

    it('[T4] an operation on a value of another type fails with the sentence of both back ends and changes nothing', async () => {
      await run('set', 'v', 'text');
      await run('set', 'f', 1.5);
      await run('push', 'l', 1);
      const sentences: Record<string, string> = {};
      for (const operation of [
        ['push', 'v', 1],
        ['extend', 'v', []],
        ['pop', 'v'],
        ['increment', 'v'],
        ['decrement', 'f'],
        ['increment', 'l'],
        ['get', 'l'],
      ] as StateOperation[]) {
        const error = (await failure(...operation)) as { code: string; message: string };
        expect(error.code).toBe('invalidParams');
        sentences[operation.slice(0, 2).join(' ')] = error.message;
      }
      const rest = 'Use another key, or delete this one first, with state.delete or in the state browser.';
      expect(sentences).toEqual({
        'push v': `WRONGTYPE push or extend needs a list, but the state key "v" of ${scope.actorId} holds a value. ${rest}`,
        'extend v': `WRONGTYPE push or extend needs a list, but the state key "v" of ${scope.actorId} holds a value. ${rest}`,
        'pop v': `WRONGTYPE pop needs a list, but the state key "v" of ${scope.actorId} holds a value. ${rest}`,
        'increment v': `WRONGTYPE increment or decrement needs an integer that fits into 64 bits, but the state key "v" of ${scope.actorId} holds a value. ${rest}`,
        'decrement f': `WRONGTYPE increment or decrement needs an integer that fits into 64 bits, but the state key "f" of ${scope.actorId} holds a value. ${rest}`,
        'increment l': `WRONGTYPE increment or decrement needs an integer that fits into 64 bits, but the state key "l" of ${scope.actorId} holds a list. ${rest}`,
        'get l': `WRONGTYPE get needs a value, but the state key "l" of ${scope.actorId} holds a list. ${rest}`,
      });
      expect([await run('get', 'v'), await run('get', 'f'), await run('pop', 'l')]).toEqual(['text', 1.5, 1]);
      await run('push', 'l', 1);
      await run('set', 'l', 'now a value');
      expect(await run('get', 'l')).toBe('now a value');
    });

    it.each([
      [['increment', 'n', 1.5]],
      [['increment', 'n', 2n ** 64n]],
      [['decrement', 'n', -(2n ** 63n)]],
      [['expire', 'n', Number.NaN]],
      [['set', 'n']],
      [['set', 7, 1]],
      [['extend', 'n', 'text']],
      [['keys', 7]],
      [['flushall']],
      [['set', 'k'.repeat(2000), 1]],
      [['set', 'k', (() => 1) as unknown as Value]],
    ])('[T4] refuses %o with a sentence', async ([operation]) => {
      const error = await subject.store
        .run(scope, operation as unknown as StateOperation)
        .catch((failure: unknown) => failure);
      expect(error).toMatchObject({ code: 'invalidParams', message: expect.stringMatching(/\.$/) });
    });

    it('[T4] keys takes Redis globs and sees only its own scope', async () => {
      for (const key of ['one', 'two', 'three', 'a*b', 'a:b', 'é', 'x]']) await run('set', key, 1);
      await subject.store.run({ ...scope, actorId: `${scope.actorId}:x` }, ['set', 'one', 1]);
      await subject.store.run({ ...scope, actorId: `${scope.actorId}*` }, ['set', 'one', 1]);
      expect(await run('keys')).toEqual(['a*b', 'a:b', 'one', 'three', 'two', 'x]', 'é']);
      expect(await run('keys', 't*')).toEqual(['three', 'two']);
      expect(await run('keys', '[^t]??')).toEqual(['a*b', 'a:b', 'one']);
      expect(await run('keys', String.raw`a\*b`)).toEqual(['a*b']);
      expect(await run('keys', '??')).toEqual(['x]', 'é']);
      expect(await run('keys', '[n-p]ne')).toEqual(['one']);
      expect(await subject.store.run({ ...scope, actorId: `${scope.actorId}*` }, ['keys'])).toEqual(['one']);
    });

    it('[T2] namespaces and actors whose names hold colons and percent signs never collide', async () => {
      const scopes = [
        { namespace: 'a', actorId: 'b:c' },
        { namespace: 'a:b', actorId: 'c' },
        { namespace: 'a%3Ab', actorId: 'c' },
        { namespace: 'a', actorId: 'b%3Ac' },
        { namespace: 'a', actorId: 'b' },
      ];
      for (const [index, each] of scopes.entries()) await subject.store.run(each, ['set', 'c:k', index]);
      for (const [index, each] of scopes.entries()) {
        expect(await subject.store.run(each, ['get', 'c:k'])).toBe(index);
        expect(await subject.store.entry(each, 'c:k')).toMatchObject({ ...each, key: 'c:k', json: String(index) });
        await subject.store.run(each, ['delete', 'c:k']);
      }
    });

    it('[T1] what expires is gone, and expiry is kept by what changes a key and ended by set', async () => {
      await run('set', 'k', 1);
      expect(await run('ttl', 'k')).toBe(-1);
      expect(await run('expire', 'k', 100)).toBe(true);
      expect(await run('ttl', 'k')).toEqual(leftOf(100));
      await run('increment', 'k');
      expect(await run('ttl', 'k')).toEqual(leftOf(100));
      await run('set', 'k', 1);
      expect(await run('ttl', 'k')).toBe(-1);
      await run('push', 'l', 1);
      await run('expire', 'l', 100);
      await run('push', 'l', 1);
      expect(await run('ttl', 'l')).toEqual(leftOf(100));
      expect(await run('expire', 'k', 0)).toBe(true);
      expect(await run('exists', 'k')).toBe(false);
      await run('expire', 'l', 0.03);
      await expect.poll(() => run('exists', 'l')).toBe(false);
      expect(await run('keys')).toEqual([]);
      expect(await run('push', 'l', 'new')).toBe(1);
      expect(await run('ttl', 'l')).toBe(-1);
    });

    it('[T4] operations of one turn are carried out in their order', async () => {
      const results = await Promise.all([
        run('set', 'k', 1),
        run('increment', 'k'),
        run('get', 'k'),
        run('delete', 'k'),
        run('get', 'k'),
        run('push', 'k', 'a'),
        run('push', 'k', 'b'),
        run('pop', 'k'),
      ]);
      expect(results).toEqual([null, 2, 2, true, undefined, 1, 2, 'a']);
    });

    it('[T4] one that fails leaves the others of its turn be', async () => {
      await run('set', 'v', 'text');
      const results = await Promise.allSettled([run('increment', 'n'), run('increment', 'v'), run('increment', 'n')]);
      expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.status))).toEqual([
        1,
        'rejected',
        2,
      ]);
    });

    it('[T4] two programs count and queue together without losing anything', async () => {
      const other = await subject.second();
      try {
        const both = [subject.store, other];
        const pushed = Array.from({ length: 200 }, (_, index) => index);
        await Promise.all(
          pushed.map(async (index) => {
            const store = both[index % 2]!;
            await store.run(scope, ['increment', 'n']);
            await store.run(scope, ['push', 'l', index]);
          }),
        );
        expect(await other.run(scope, ['get', 'n'])).toBe(200);
        const popped = await Promise.all(pushed.map((index) => both[index % 2]!.run(scope, ['pop', 'l'])));
        expect(popped.map(Number).toSorted((a, b) => a - b)).toEqual(pushed);
        expect(await run('pop', 'l')).toBeUndefined();
      } finally {
        await other[Symbol.asyncDispose]();
      }
    });

    it('[T7] lists entries with type, size, expiry, value and who last wrote them', async () => {
      const other = { namespace: `space/${scope.actorId}`, actorId: 'node' };
      const before = Date.now();
      await subject.store.run(other, ['set', 'object', { a: 2n ** 60n }], { node: 'writer' });
      await subject.store.run(other, ['increment', 'count', 3]);
      await subject.store.run(other, ['extend', 'list', ['a', Number.NaN]]);
      await subject.store.run(other, ['expire', 'list', 50]);
      const entries = await subject.store.list({ namespace: other.namespace });
      expect(entries.toSorted((a, b) => a.key.localeCompare(b.key))).toEqual([
        expect.objectContaining({
          ...other,
          key: 'count',
          type: 'counter',
          json: '3',
          bytes: 1,
          ttl: null,
          writer: null,
        }),
        expect.objectContaining({
          key: 'list',
          type: 'list',
          json: '["a",{"type":"Float","data":"NaN"}]',
          ttl: leftOf(50),
        }),
        expect.objectContaining({
          key: 'object',
          type: 'value',
          json: '{"a":1152921504606846976}',
          bytes: 25,
          writer: 'writer',
        }),
      ]);
      expect(entries.every(({ updatedAt }) => updatedAt !== null && updatedAt >= before)).toBe(true);
      expect((await subject.store.list({ namespace: other.namespace, pattern: 'c*' })).map(({ key }) => key)).toEqual([
        'count',
      ]);
      expect((await subject.store.list({ pattern: 'obj*' })).map(({ namespace }) => namespace)).toEqual([
        other.namespace,
      ]);
      expect(await subject.store.list({ namespace: 'space' })).toEqual([]);
    });

    it('[T7] tells of every change, and of none where nothing changed', async () => {
      const heard: StateChange[] = [];
      const listening = subject.store.onChange((change) => {
        if (change.actorId === scope.actorId) heard.push(change);
      });
      await run('set', 'k', 1);
      await run('get', 'k');
      await run('push', 'l', 1);
      await run('pop', 'l');
      await run('delete', 'missing');
      await run('delete', 'k');
      listening[Symbol.dispose]();
      await run('set', 'k', 1);
      expect(heard.map(({ key, deleted }) => `${key} ${deleted}`)).toEqual(['k false', 'l false', 'l true', 'k true']);
    });

    it('[T7] keeps the last changes of each key with old and new values, newest first, and no more than some', async () => {
      const by = (...operation: StateOperation) => subject.store.run(scope, operation, { node: 'writer' });
      await by('set', 'k', { a: 1 });
      await by('set', 'k', 'x'.repeat(5000));
      await by('delete', 'k');
      await by('increment', 'n', 5);
      await by('decrement', 'n', 2);
      await by('extend', 'l', [1, 'b']);
      await by('pop', 'l');
      const of = (key: string) => subject.store.history({ ...scope, key }, 100);
      expect(of('k').map(({ operation }) => operation)).toEqual(['delete', 'set', 'set']);
      expect(of('k').every(({ writer }) => writer === 'writer')).toBe(true);
      expect(of('k')[2]!.after).toBe('{"a":1}');
      expect(of('k')[1]!.after!.length).toBeLessThan(1100);
      expect(of('k')[0]!.after).toBeNull();
      expect(of('n').map(({ before, after }) => [before, after])[0]).toEqual(['5', '3']);
      expect(of('l').map(({ before, after }) => [before, after])).toEqual([
        ['1', null],
        [null, '[1,"b"]'],
      ]);
      for (let step = 0; step < 100; step++) await by('increment', 'n');
      expect(of('n').length).toBe(20);
      expect(subject.store.history({ actorId: scope.actorId }, 7)).toHaveLength(7);
      expect((await subject.store.entry(scope, 'n'))!.writer).toBe('writer');
    });

    it('[T7] tells of changes by another program, with what was there and what is, and takes none of its own for theirs', async () => {
      const other = await subject.second();
      const heard: string[] = [];
      const listening = subject.store.onChange(({ actorId, key, deleted }) => {
        if (actorId === scope.actorId) heard.push(`${key} ${deleted}`);
      });
      const elsewhere = () =>
        subject.store
          .history({ actorId: scope.actorId }, 100)
          .filter(({ operation }) => operation === 'elsewhere')
          .map(({ key, before, after }) => `${key}: ${before} -> ${after}`);
      try {
        await run('set', 'mine', 0);
        // Somebody may begin to watch while the other program writes: what it writes from some time on is heard.
        await expect
          .poll(async () => {
            await other.run(scope, ['increment', 'begin']);
            return heard.includes('begin false');
          })
          .toBe(true);
        for (let step = 1; step <= 200; step++) await run('set', 'mine', step);
        await run('extend', 'list', [1, 2]);
        await run('pop', 'list');
        await other.run(scope, ['set', 'mine', 'theirs']);
        await expect.poll(elsewhere).toContain('mine: 200 -> "theirs"');
        await other.run(scope, ['delete', 'mine']);
        await expect.poll(elsewhere).toContain('mine: "theirs" -> null');
        expect(heard).toContain('mine true');
        await other.run(scope, ['push', 'new', 5]);
        await expect.poll(elsewhere).toContain('new: null -> [5]');
        expect(elsewhere().filter((one) => one.startsWith('mine') || one.startsWith('list'))).toHaveLength(2);
      } finally {
        listening[Symbol.dispose]();
        await other[Symbol.asyncDispose]();
      }
    });

    it('[T4] redis.ttl is the expiry of what nobody gave one', async () => {
      const withDefault = await start({ ttl: 300 });
      try {
        const { store } = withDefault;
        await store.run(scope, ['set', 'k', 1]);
        await store.run(scope, ['increment', 'n']);
        await store.run(scope, ['push', 'l', 1]);
        for (const key of ['k', 'n', 'l']) expect(await store.run(scope, ['ttl', key])).toEqual(leftOf(300));
        await store.run(scope, ['expire', 'n', 10]);
        await store.run(scope, ['increment', 'n']);
        expect(await store.run(scope, ['ttl', 'n'])).toEqual(leftOf(10));
      } finally {
        await withDefault.dispose();
      }
    });

    it('[T1] says that it is available, and after its end that it is not', async () => {
      const ended = await start({});
      expect(ended.store.availability().available).toBe(true);
      await ended.store[Symbol.asyncDispose]();
      expect(ended.store.availability().available).toBe(false);
      const error = await ended.store.run(scope, ['get', 'k']).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ code: 'stateUnavailable' });
      await ended.dispose();
    });
  });
}
