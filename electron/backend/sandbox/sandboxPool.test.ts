import { spawn } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultLimits, type Limits } from '#shared/actor/limits.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { ChildSandbox } from './childSandbox.ts';
import type { Sandbox, SandboxDriver, SandboxRequest } from './sandbox.ts';
import { SandboxPool, type PoolSizes, type SandboxLease } from './sandboxPool.ts';

/** Real processes that do nothing, and a count of those that live. */
class SleepDriver implements SandboxDriver {
  readonly name = 'process';
  readonly isolation = 'none';
  readonly live = new Set<Sandbox>();
  readonly requests: SandboxRequest[] = [];
  readonly applied: Limits[] = [];
  most = 0;
  failure: AppError | undefined;
  private started = 0;

  selfTest(): Promise<{ works: boolean; reason: string }> {
    return Promise.resolve({ works: true, reason: 'it sleeps' });
  }

  async start(request: SandboxRequest, signal?: AbortSignal): Promise<Sandbox> {
    await Promise.resolve();
    signal?.throwIfAborted();
    this.requests.push(request);
    if (this.failure) throw this.failure;
    const child = spawn('sleep', ['1000'], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    const sandbox = new ChildSandbox(`sleep-${++this.started}`, request.runtime, child, null, async () => {
      child.kill('SIGKILL');
    });
    sandbox.applyLimits = (limits) => this.applied.push(limits);
    this.live.add(sandbox);
    this.most = Math.max(this.most, this.live.size);
    void sandbox.exited.then(() => this.live.delete(sandbox));
    return sandbox;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

const request: SandboxRequest = { runtime: 'python', limits: defaultLimits, environment: {} };

function makePool(sizes: Partial<PoolSizes> = {}, acquireDeadline = 5000) {
  const driver = new SleepDriver();
  const pool = new SandboxPool({
    driver,
    sizes: { python: { preload: 0, minimum: 0, maximum: 3, ...sizes } },
    acquireDeadline,
  });
  onTestFinished(async () => {
    await pool[Symbol.asyncDispose]();
    expect(driver.live.size).toBe(0);
  });
  return { driver, pool };
}

const release = (lease: SandboxLease) => lease[Symbol.asyncDispose]();

describe('sandbox pool', () => {
  it('[S5] keeps as many ready as it shall, and fills up after each lease', async () => {
    const { driver, pool } = makePool({ preload: 2, maximum: 10 });
    pool.preload(['python']);
    await expect.poll(() => pool.status().idle).toBe(2);
    const ready = [...driver.live];
    const lease = await pool.acquire(request);
    expect(ready).toContain(lease.sandbox);
    await expect.poll(() => pool.status()).toEqual({ busy: 1, idle: 2, max: 30, waiting: 0 });
  });

  it('[S5] never gives a sandbox to a second holder', async () => {
    const { driver, pool } = makePool({ preload: 1 });
    const seen = new Set<string>();
    for (let count = 0; count < 12; count++) {
      await using lease = await pool.acquire(request);
      seen.add(lease.sandbox.id);
    }
    expect(seen.size).toBe(12);
    expect(driver.most).toBeLessThanOrEqual(3);
  });

  it('[S5] releasing ends the sandbox, and only once it is gone is its place free', async () => {
    const { driver, pool } = makePool({ maximum: 1 });
    const lease = await pool.acquire(request);
    const next = pool.acquire(request);
    await Promise.all([release(lease), release(lease)]);
    expect(await lease.sandbox.exited).toMatchObject({ cause: 'killed' });
    await next;
    expect(driver.most).toBe(1);
  });

  it('[S5] says how full it is when a place does not come free in time', async () => {
    const { pool } = makePool({ maximum: 2 }, 50);
    await Promise.all([pool.acquire(request), pool.acquire(request)]);
    await expect(pool.acquire(request)).rejects.toMatchObject({
      code: 'poolExhausted',
      message: expect.stringMatching(/^pool exhausted \(2 of 2 in use\): .*max_size/),
    });
    expect(pool.status()).toMatchObject({ busy: 2, waiting: 0 });
  });

  it('[S5] whoever no longer wants one leaves the line', async () => {
    const { pool } = makePool({ maximum: 1 });
    const lease = await pool.acquire(request);
    const controller = new AbortController();
    const unwanted = pool.acquire(request, controller.signal);
    const wanted = pool.acquire(request);
    controller.abort(new Error('never mind'));
    await expect(unwanted).rejects.toThrow('never mind');
    await release(lease);
    expect((await wanted).sandbox.id).not.toBe(lease.sandbox.id);
    await expect(pool.acquire(request, AbortSignal.abort(new Error('from the start')))).rejects.toThrow(
      'from the start',
    );
  });

  it('[S5] one that was given up while it started is ended', async () => {
    const { driver, pool } = makePool();
    const controller = new AbortController();
    const acquired = pool.acquire(request, controller.signal);
    controller.abort(new Error('never mind'));
    await expect(acquired).rejects.toThrow('never mind');
    await expect.poll(() => [driver.live.size, pool.status().busy]).toEqual([0, 0]);
  });

  it('[S3] gives a ready one the limits that are asked for', async () => {
    const { driver, pool } = makePool({ preload: 1 });
    pool.preload(['python']);
    await expect.poll(() => pool.status().idle).toBe(1);
    const limits = { memory: 2 ** 27, cpu: 2, timeout: 5 };
    const lease = await pool.acquire({ ...request, limits });
    expect(lease.limits).toEqual(limits);
    expect(driver.applied).toEqual([limits]);
  });

  it.each([
    ['a variable', { environment: { KEY: 'value' } }],
    ['more memory than those that are ready', { limits: { ...defaultLimits, memory: defaultLimits.memory * 2 } }],
  ])('[S5] starts one of its own for who needs %s', async (_what, needs) => {
    const { driver, pool } = makePool({ preload: 1 });
    pool.preload(['python']);
    await expect.poll(() => pool.status().idle).toBe(1);
    const [ready] = driver.live;
    const lease = await pool.acquire({ ...request, ...needs });
    expect(lease.sandbox).not.toBe(ready);
    expect(driver.requests).toContainEqual({ ...request, ...needs });
  });

  it('[S5] a ready one that does not suit makes room', async () => {
    const { driver, pool } = makePool({ preload: 2, minimum: 2, maximum: 2 });
    pool.preload(['python']);
    await expect.poll(() => pool.status().idle).toBe(2);
    await pool.acquire({ ...request, environment: { KEY: 'value' } });
    expect(driver.most).toBe(2);
  });

  it('[S5] one that dies while it waits is replaced', async () => {
    const { driver, pool } = makePool({ preload: 1 });
    pool.preload(['python']);
    await expect.poll(() => pool.status().idle).toBe(1);
    const [dead] = driver.live;
    dead!.kill();
    await dead!.exited;
    await expect.poll(() => pool.status().idle).toBe(1);
    expect(driver.live.has(dead!)).toBe(false);
  });

  it('[S5] after the idle time only the least number stays ready', async () => {
    const { driver, pool } = makePool({ preload: 3, minimum: 1, idleTimeout: 0.1 });
    pool.preload(['python']);
    await expect.poll(() => driver.most).toBe(3);
    await expect.poll(() => driver.live.size).toBe(1);
    await using _lease = await pool.acquire(request);
    await expect.poll(() => driver.live.size).toBe(3);
  });

  it('[S1] the reason why none starts reaches who asks, and its place is free again', async () => {
    const { driver, pool } = makePool({ preload: 1, maximum: 1 });
    driver.failure = new AppError('noSandbox', 'Install it.');
    for (let count = 0; count < 3; count++) await expect(pool.acquire(request)).rejects.toBe(driver.failure);
    driver.failure = undefined;
    await using lease = await pool.acquire(request);
    expect(driver.live).toEqual(new Set([lease.sandbox]));
  });

  it('[S5] at shutdown nobody is left waiting and nothing running', async () => {
    const { driver, pool } = makePool({ preload: 1 });
    const held = await Promise.all([pool.acquire(request), pool.acquire(request)]);
    const asked = [...Array(5)].map(() => pool.acquire(request).catch((failure: AppError) => failure.code));
    await pool[Symbol.asyncDispose]();
    expect(driver.live.size).toBe(0);
    const outcomes = await Promise.all(asked);
    expect(outcomes.filter((outcome) => outcome !== 'cancelled').length).toBeLessThanOrEqual(1);
    for (const lease of held) await release(lease);
    await expect(pool.acquire(request)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('[S5] whatever happens: never too many, nobody served twice, nothing left', async () => {
    const step = fc.constantFrom('ask', 'askWithVariable', 'release', 'die', 'give up', 'wait' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.record({ preload: fc.nat(2), minimum: fc.nat(1), maximum: fc.integer({ min: 1, max: 4 }) }),
        async (steps, sizes) => {
          const driver = new SleepDriver();
          const pool = new SandboxPool({ driver, sizes: { python: sizes } });
          const asked: number[] = [];
          const served: number[] = [];
          const leases: SandboxLease[] = [];
          const controllers: AbortController[] = [];
          const pending: Promise<void>[] = [];
          const ask = (environment: Record<string, string>) => {
            const number = asked.push(asked.length);
            const controller = new AbortController();
            controllers.push(controller);
            pending.push(
              pool.acquire({ ...request, environment }, controller.signal).then(
                (lease) => {
                  served.push(number);
                  leases.push(lease);
                },
                () => {},
              ),
            );
          };
          for (const name of steps) {
            if (name === 'ask') ask({});
            else if (name === 'askWithVariable') ask({ KEY: 'value' });
            else if (name === 'release') void leases.shift()?.[Symbol.asyncDispose]();
            else if (name === 'die') [...driver.live].at(-1)?.kill();
            else if (name === 'give up') controllers.pop()?.abort();
            else await new Promise((resolve) => setTimeout(resolve, 3));
            expect(driver.live.size).toBeLessThanOrEqual(sizes.maximum);
          }
          // Everybody who still waits is served once those before let go.
          while (pool.status().waiting > 0 || leases.length > 0) {
            const lease = leases.shift();
            await (lease ? release(lease) : new Promise((resolve) => setTimeout(resolve, 1)));
          }
          await Promise.all(pending);
          for (const lease of leases) await release(lease);
          await pool[Symbol.asyncDispose]();
          expect(driver.live.size).toBe(0);
          expect(driver.most).toBeLessThanOrEqual(sizes.maximum);
          expect(pool.status()).toMatchObject({ busy: 0, idle: 0, waiting: 0 });
          expect(new Set(served).size).toBe(served.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('[S5] those who ask for the same are served in the order of asking', async () => {
    const { pool } = makePool({ maximum: 2, preload: 1 });
    const order: number[] = [];
    await Promise.all(
      [...Array(30).keys()].map(async (number) => {
        const lease = await pool.acquire({ ...request, environment: number % 3 === 0 ? { KEY: 'value' } : {} });
        order.push(number);
        await release(lease);
      }),
    );
    // Two may be on their way at once, so neighbours may change places, but nobody is overtaken further.
    order.forEach((number, index) => expect(Math.abs(number - index)).toBeLessThan(2));
  });
});
