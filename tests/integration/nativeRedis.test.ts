import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Redis } from 'ioredis';
import { Packet } from '../../electron/backend/channel/packet.ts';
import { RedisServer } from '../contract/redisServer.ts';
import { Folder, projectRoot } from './commandLine.ts';
import { NativeFlow } from './nativeFlow.ts';

let server: RedisServer;
let redis: Redis;
let flows: NativeFlow[];

beforeAll(async () => {
  server = await RedisServer.start();
  redis = server.client();
});
afterAll(async () => {
  redis?.disconnect();
  await server?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  flows = [];
  await redis.flushall();
});
afterEach(async () => {
  for (const flow of flows) await flow[Symbol.asyncDispose]();
});

async function flow(
  nodes: Parameters<typeof NativeFlow.start>[1],
  wires: string[] = [],
  mostRedisConnections = 100,
): Promise<NativeFlow> {
  const options = { workspaceRoot: '/', redisUrl: server.url, mostRedisConnections };
  const started = await NativeFlow.start(options, nodes, wires);
  flows.push(started);
  return started;
}

async function pending(stream = 'jobs', group = 'reflow'): Promise<number> {
  return (await redis.xpending(stream, group))[0] as number;
}

describe('Redis streams', () => {
  it('[C3] every kind of message goes through a stream unchanged, and entries of others are objects', async () => {
    const values = [1, 12345678901234567890n, 'text', { a: [null, true] }, new Uint8Array([1, 2]), Number.NaN];
    await redis.xadd('jobs', '*', 'kind', 'foreign', 'n', '1');
    const started = await flow({
      out: ['RedisStreamOut', { stream: 'jobs' }],
      in: ['RedisStreamIn', { stream: 'jobs' }],
    });
    for (const value of values) started.network.inject('out', 'in', Packet.of(value));
    const received = () => started.outputs.filter(([at]) => at === 'in.out').map(([, value]) => value);
    await expect.poll(received).toEqual([{ kind: 'foreign', n: '1' }, ...values]);
    await expect.poll(() => pending()).toBe(0);
    expect(started.outputs.filter(([at]) => at === 'out.id')).toHaveLength(values.length);
  });

  it('[P3] redis.max_connections bounds what nodes open, and the one that finds none left says which key to raise', async () => {
    const started = await flow(
      { a: ['RedisStreamOut', { stream: 'a' }], b: ['RedisStreamOut', { stream: 'b' }] },
      [],
      3,
    );
    started.network.inject('a', 'in', Packet.of(1));
    await expect.poll(() => redis.xlen('a')).toBe(1);
    started.network.inject('b', 'in', Packet.of(1));
    await expect.poll(() => started.failure('b')).toMatch(/All 3 connections .* redis\.max_connections/);
    expect(started.failure('a')).toBeUndefined();
  });

  it('[C3] [P5] workers of one group share the entries, each entry once; another group gets all of them', async () => {
    for (let n = 0; n < 200; n++) await redis.xadd('jobs', '*', 'data', String(n));
    const worker = (group: string) =>
      flow({ in: ['RedisStreamIn', { stream: 'jobs', group, count: 5 }], slow: ['Delay', { milliseconds: 1 }] }, [
        'in.out -> slow.in',
      ]);
    const workers = [await worker('one'), await worker('one'), await worker('two')];
    const numbers = (one: NativeFlow) =>
      one.outputs.filter(([at]) => at === 'slow.out').map(([, value]) => value as number);
    const all = Array.from({ length: 200 }, (_, n) => n);
    const sorted = (...some: NativeFlow[]) => some.flatMap(numbers).toSorted((a, b) => a - b);
    await expect.poll(() => sorted(workers[0]!, workers[1]!), { timeout: 10_000 }).toEqual(all);
    await expect.poll(() => sorted(workers[2]!), { timeout: 10_000 }).toEqual(all);
    expect(numbers(workers[0]!).length).toBeGreaterThan(0);
    expect(numbers(workers[1]!).length).toBeGreaterThan(0);
  });

  it('[C3] [P5] an entry is acknowledged only when the flow has done everything with it', async () => {
    await redis.xadd('jobs', '*', 'data', '1');
    const started = await flow(
      {
        in: ['RedisStreamIn', { stream: 'jobs' }],
        slow: ['Delay', { milliseconds: 400 }],
        more: ['Delay', { milliseconds: 100 }],
      },
      ['in.out -> slow.in', 'slow.out -> more.in'],
    );
    await expect.poll(() => started.network.nodes.get('slow')!.outstanding).toBe(1);
    expect(await pending()).toBe(1);
    await expect.poll(() => started.outputs.some(([at]) => at === 'more.out')).toBe(true);
    await expect.poll(() => pending()).toBe(0);
  });

  it('[C3] [P5] work that takes longer than the time of death is not taken over from a worker that lives', async () => {
    await redis.xadd('jobs', '*', 'data', '1');
    const nodes: Parameters<typeof NativeFlow.start>[1] = {
      in: ['RedisStreamIn', { stream: 'jobs', take_over_ms: 300 }],
      slow: ['Delay', { milliseconds: 1500 }],
    };
    const one = await flow(nodes, ['in.out -> slow.in']);
    await expect.poll(() => one.network.nodes.get('slow')!.outstanding).toBe(1);
    const other = await flow(nodes, ['in.out -> slow.in']);
    await expect.poll(() => one.outputs.some(([at]) => at === 'slow.out'), { timeout: 10_000 }).toBe(true);
    await expect.poll(() => pending()).toBe(0);
    expect(other.network.nodes.get('slow')!.completed).toBe(0);
  });

  it('[P5] what a worker had not finished when it was killed is taken over by another', async () => {
    await using folder = await Folder.make({
      'reflow.yaml': `redis: { url: "${server.url}" }\n`,
      'worker.graph.json': JSON.stringify({
        processes: {
          in: { component: 'RedisStreamIn', metadata: { config: { stream: 'jobs', take_over_ms: 500 } } },
          slow: { component: 'Delay', metadata: { config: { milliseconds: 60_000 } } },
        },
        connections: [{ from: { nodeId: 'in', portId: 'out' }, to: { nodeId: 'slow', portId: 'in' } }],
      }),
    });
    for (let n = 0; n < 3; n++) await redis.xadd('jobs', '*', 'data', String(n));
    const command = path.join(projectRoot, 'electron/cli/reflow-studio.mjs');
    const child = spawn(process.execPath, [command, 'run', folder.path('worker.graph.json')], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      await expect.poll(() => pending().catch(() => 0), { timeout: 30_000 }).toBe(3);
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    const survivor = await flow({ in: ['RedisStreamIn', { stream: 'jobs', take_over_ms: 500 }] });
    const received = () => survivor.outputs.filter(([at]) => at === 'in.out').map(([, value]) => value);
    await expect.poll(received, { timeout: 10_000 }).toEqual([0, 1, 2]);
    await expect.poll(() => pending()).toBe(0);
  });

  it('[C3] it goes on by itself when Redis was away', async () => {
    const started = await flow({ in: ['RedisStreamIn', { stream: 'jobs' }] });
    await redis.xadd('jobs', '*', 'data', '1');
    await expect.poll(() => started.outputs.length).toBe(2);
    await server.kill();
    await server.launch();
    await expect
      .poll(() => redis.xadd('jobs', '*', 'data', '2').catch(() => undefined), { timeout: 10_000 })
      .toBeDefined();
    await expect
      .poll(() => started.outputs.filter(([at]) => at === 'in.out').map(([, value]) => value), { timeout: 15_000 })
      .toEqual([1, 2]);
  });

  it('[X3] another Redis than the workspace’s needs its host allowed, and none at all is said', async () => {
    const url = 'redis://10.1.2.3:6379';
    const started = await flow({ in: ['RedisStreamIn', { stream: 'jobs', url }] });
    await expect.poll(() => started.failure('in')).toContain('The host 10.1.2.3 is not allowed');
    await using none = await NativeFlow.start({ workspaceRoot: '/' }, { in: ['RedisStreamIn', { stream: 'jobs' }] });
    await expect.poll(() => none.failure('in')).toContain('there is no Redis to use');
  });
});
