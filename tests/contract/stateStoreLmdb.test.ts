import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LmdbStateStore } from '../../electron/backend/state/lmdb/lmdbStateStore.ts';
import type { StateChange } from '../../electron/backend/state/stateStore.ts';

const scope = { namespace: 'reflow', actorId: 'actor' };

/** A program that counts and queues on a store for ever, saying each step once it is answered. */
const writer = `
import { LmdbStateStore } from '${path.resolve('electron/backend/state/lmdb/lmdbStateStore.ts')}';
const store = LmdbStateStore.open({ folder: process.argv[2] });
const scope = { namespace: 'reflow', actorId: 'actor' };
const most = Number(process.argv[3]);
for (let step = 1; step <= most; step++) {
  await Promise.all([store.run(scope, ['increment', 'n']), store.run(scope, ['push', 'l', 'x'.repeat(step % 500)])]);
  process.stdout.write(step + '\\n');
}
await store[Symbol.asyncDispose]();
`;

describe('state in LMDB', () => {
  let folder: string;
  let program: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'reflow-lmdb-'));
    const source = path.join(folder, 'writer.ts');
    // Beside the packages that it loads.
    program = path.resolve(`.cache/stateWriter-${process.pid}.mjs`);
    await writeFile(source, writer);
    await build({
      entryPoints: [source],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      external: ['lmdb'],
      logLevel: 'error',
      alias: { '#shared': path.resolve('shared') },
    });
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await rm(program, { force: true });
  });
  const fresh = () => mkdtemp(path.join(folder, 'store-'));

  it('[T1] a program that is killed a hundred times while it writes loses nothing that was answered', async () => {
    const killOften = async (): Promise<void> => {
      const own = await fresh();
      let answered = 0;
      for (let round = 0; round < 25; round++) {
        const child = spawn(process.execPath, [program, own, '1000000'], { stdio: ['ignore', 'pipe', 'inherit'] });
        const wanted = 1 + ((round * 7) % 40);
        let steps = 0;
        let rest = '';
        child.stdout.on('data', (bytes: Buffer) => {
          const lines = (rest + bytes.toString()).split('\n');
          rest = lines.pop()!;
          steps += lines.length;
          if (steps >= wanted) child.kill('SIGKILL');
        });
        await once(child, 'close');
        answered += steps;
        const store = LmdbStateStore.open({ folder: own });
        const count = Number(await store.run(scope, ['get', 'n']));
        expect(count).toBeGreaterThanOrEqual(answered);
        const length = await store.run(scope, ['extend', 'l', []]);
        // Both operations of a turn are in one transaction.
        expect(length).toBe(count);
        answered = count;
        await store[Symbol.asyncDispose]();
      }
    };
    await Promise.all(Array.from({ length: 4 }, killOften));
  }, 120_000);

  it('[T4, P2] programs that open the store while others write lose no count and no item', async () => {
    // Which of them opens it in the middle of a write is chance: each round is another draw.
    for (let round = 0; round < 6; round++) {
      const own = await fresh();
      const children = [1, 2, 3].map(() =>
        spawn(process.execPath, [program, own, '800'], { stdio: ['ignore', 'ignore', 'inherit'] }),
      );
      await Promise.all(children.map((child) => once(child, 'close')));
      await using store = LmdbStateStore.open({ folder: own });
      expect(await store.run(scope, ['get', 'n'])).toBe(2400);
      expect(await store.run(scope, ['extend', 'l', []])).toBe(2400);
    }
  });

  it('[T1] what has expired is removed by itself, and those who watch hear of it', async () => {
    let now = 1_000_000;
    await using store = LmdbStateStore.open({ folder: await fresh(), now: () => now, sweepInterval: 10 });
    await store.run(scope, ['extend', 'l', [1, 2, 3]]);
    await store.run(scope, ['set', 'k', 1]);
    await store.run(scope, ['set', 'stays', 1]);
    await store.run(scope, ['expire', 'l', 5]);
    await store.run(scope, ['expire', 'k', 5]);
    await store.run(scope, ['expire', 'k', 50]);
    const heard: StateChange[] = [];
    store.onChange((change) => heard.push(change));
    now += 6000;
    await expect.poll(() => heard).toEqual([{ ...scope, key: 'l', deleted: true }]);
    now += 60_000;
    await expect.poll(() => heard.length).toBe(2);
    expect(await store.run(scope, ['keys'])).toEqual(['stays']);
  });

  it('[T7] who wrote a key last, and when, is known after the program was started anew', async () => {
    const own = await fresh();
    const open = () => LmdbStateStore.open({ folder: own, now: () => 1_700_000_000_000 });
    const written = open();
    await written.run(scope, ['set', 'k', 'ä'], { node: 'Zähler 🚀' });
    await written.run(scope, ['extend', 'l', [1, 2]], { node: 'queue' });
    await written.run(scope, ['pop', 'l'], { node: 'worker' });
    await written.run(scope, ['increment', 'n']);
    await written[Symbol.asyncDispose]();
    await using store = open();
    const entries = await store.list({});
    expect(entries.map(({ key, json, writer, updatedAt }) => ({ key, json, writer, updatedAt }))).toEqual([
      { key: 'k', json: '"ä"', writer: 'Zähler 🚀', updatedAt: 1_700_000_000_000 },
      { key: 'l', json: '[2]', writer: 'worker', updatedAt: 1_700_000_000_000 },
      { key: 'n', json: '1', writer: null, updatedAt: 1_700_000_000_000 },
    ]);
  });

  it('[T1] a queue of a hundred thousand items is as quick at its end as at its beginning', async () => {
    await using store = LmdbStateStore.open({ folder: await fresh() });
    const items = Array.from({ length: 100_000 }, (_, index) => index);
    expect(await store.run(scope, ['extend', 'l', items])).toBe(100_000);
    expect(await store.run(scope, ['extend', 's', [1, 2]])).toBe(2);
    const time = async (key: string): Promise<number> => {
      const began = performance.now();
      for (let step = 0; step < 20; step++) {
        await store.run(scope, ['push', key, 1]);
        await store.run(scope, ['pop', key]);
      }
      return performance.now() - began;
    };
    // In short turns, of which the best was hardly disturbed by whatever else the machine does.
    const best = { l: Infinity, s: Infinity };
    for (let round = 0; round < 30; round++)
      for (const key of ['l', 's'] as const) best[key] = Math.min(best[key], await time(key));
    expect(best.l / best.s).toBeLessThan(20);
  });

  it('[T1] a folder that cannot be written is told in a sentence', async () => {
    const file = path.join(folder, 'a file');
    await writeFile(file, '');
    expect(() => LmdbStateStore.open({ folder: path.join(file, 'state') })).toThrow(
      /cannot be kept in .*Make the folder writable, or configure redis\.url/,
    );
    await chmod(file, 0o600);
  });
});
