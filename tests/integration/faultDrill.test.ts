import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RpcClient } from '#shared/rpc/client.ts';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import type { RunMessage } from '#shared/rpc/live/recording.ts';
import { RedisServer } from '../contract/redisServer.ts';
import { Folder, Served } from './commandLine.ts';

const count = 2000;
const path = 'drill.graph.json';

/** Fails on every tenth number; what it fails on has no wire to go to. */
const tenth = (saved: number) => `
import asyncio
from reflow import actor

# saved ${saved} times
@actor(name="Tenth", inports=["n"], outports=["out"], timeout=20, memory="128MB")
async def tenth(context):
    n = context.get_input("n")
    await context.state.increment("seen")
    await asyncio.sleep(0.001)
    if n % 10 == 0:
        raise ValueError(f"{n} ends in zero")
    return {"out": n}
`;
/** Fails on every number that ends in seven; a wire takes the error. */
const seventh = `
import { actor } from 'reflow';
export default actor({ name: 'Seventh', inports: ['n'], outports: ['out'], timeout: 20 }, async (context) => {
  const n = context.getInput('n');
  await context.state.set('last', n);
  if (n % 10 === 7) throw new Error(n + ' ends in seven');
  return { out: n };
});
`;
const end = (nodeId: string, portId: string) => ({ nodeId, portId });
const drill = {
  properties: { name: 'drill' },
  processes: {
    numbers: { component: 'Inject', metadata: { config: { interval: 0, count } } },
    tenth: { component: 'Tenth' },
    seventh: { component: 'Seventh' },
    arrived: { component: 'Merge' },
    errors: { component: 'Merge' },
  },
  connections: [
    { from: end('numbers', 'out'), to: end('tenth', 'n') },
    { from: end('tenth', 'out'), to: end('seventh', 'n') },
    { from: end('seventh', 'out'), to: end('arrived', 'in1') },
    { from: end('seventh', 'error'), to: end('errors', 'in1') },
  ],
};

let folder: Folder;
let redis: RedisServer;
let server: Served;
let client: RpcClient;

beforeAll(async () => {
  redis = await RedisServer.start();
  folder = await Folder.make({
    'reflow.yaml': '',
    'tenth.actor.py': tenth(0),
    'seventh.actor.js': seventh,
    [path]: JSON.stringify(drill),
  });
  server = await Served.start(folder.root, ['--redis', redis.url]);
  client = await server.connect();
}, 180_000);
afterAll(async () => {
  client.close();
  await server.stop();
  await redis[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** The processes that keep sandboxes, which are the server's own children. */
async function sandboxes(): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const [, command, parent] = /\((.*)\) \S (\d+)/.exec(stat) ?? [];
    if (command === 'bwrap' && Number(parent) === server.child.pid) found.push(Number(name));
  }
  return found;
}

const status = (): Promise<NetworkStatus> => client.call('network.status', { path });
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Breaks things one after another until the flow is over. @returns how often each */
async function breakThings(): Promise<{ killed: number; restarts: number; saves: number }> {
  const broken = { killed: 0, restarts: 0, saves: 0 };
  for (let round = 0; (await status()).state !== 'idle'; round++) {
    await pause(120);
    if (round % 4 === 1) {
      const alive = await sandboxes();
      const victim = alive[Math.floor(Math.random() * alive.length)];
      if (victim !== undefined) {
        process.kill(victim, 'SIGKILL');
        broken.killed++;
      }
    }
    if (round % 4 === 2) await folder.write('tenth.actor.py', tenth(++broken.saves));
    if (round % 15 === 7) {
      await redis.kill();
      await pause(100);
      await redis.launch();
      broken.restarts++;
    }
  }
  return broken;
}

async function allMessages(runId: string): Promise<Map<number, RunMessage>> {
  const messages = new Map<number, RunMessage>();
  for (let after = 0, more = true; more;) {
    const page = await client.call('runs.open', { runId, after, limit: 5000 });
    for (const message of page.messages) messages.set(message.id, message);
    after = page.messages.at(-1)?.id ?? after;
    ({ more } = page);
  }
  return messages;
}

describe('fault drill', () => {
  it('[N10][S4][S5][S8][T6] sandboxes killed, Redis restarted, errors thrown, a file saved: each input is exactly one output, error or dead letter', async () => {
    const { runId } = await client.call('network.start', { path, recording: 'all' });
    const broken = await breakThings();
    const { nodes } = await status();
    expect(Object.values(nodes).map(({ queued }) => queued)).toEqual([0, 0, 0, 0, 0]);
    const messages = await allMessages(runId);
    const number = (id: number) => Number(messages.get(id)!.preview.json);
    const left = (node: string, port: string) =>
      [...messages.values()].filter(({ from }) => from?.node === node && from.port === port);
    const outputs = left('arrived', 'out').map(({ id }) => number(id));
    const errors = left('seventh', 'error').map(({ causes }) => number(causes[0]!));
    const { letters, total } = await client.call('network.deadLetters', { path, limit: 10_000 });
    expect(letters).toHaveLength(total);
    const dead = letters.map(({ inputs }) => Number(inputs['n']!.json));
    const accounted = [...outputs, ...errors, ...dead].toSorted((a, b) => a - b);
    expect(accounted).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    const thrown = letters.filter(({ error }) => error.type === 'ValueError').map(({ inputs }) => inputs['n']!.json);
    expect(thrown.length).toBeGreaterThan(100);
    for (const n of thrown) expect(Number(n) % 10).toBe(0);
    // In order, whatever broke.
    expect(outputs).toEqual(outputs.toSorted((a, b) => a - b));
    expect(broken.killed).toBeGreaterThan(0);
    expect(broken.restarts).toBeGreaterThan(0);
    expect(broken.saves).toBeGreaterThan(0);
  }, 180_000);
});
