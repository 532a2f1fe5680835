import { readdir, readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RpcClient } from '#shared/rpc/client.ts';
import type { LogRecord } from '#shared/rpc/live/log.ts';
import type { NetworkStatus, NodeStatus } from '#shared/rpc/live/networkStatus.ts';
import type { StateEntry } from '#shared/rpc/live/state.ts';
import { Folder, Served } from './commandLine.ts';

/** Sends one number every few milliseconds, for ever. */
const flow = {
  properties: { name: 'live' },
  processes: {
    ticks: { component: 'Inject', metadata: { config: { interval: 5, payload: 1, count: 0 } } },
    count: { component: 'Count' },
    other: { component: 'Other' },
  },
  connections: [
    { from: { nodeId: 'ticks', portId: 'out' }, to: { nodeId: 'count', portId: 'n' } },
    { from: { nodeId: 'ticks', portId: 'out' }, to: { nodeId: 'other', portId: 'n' } },
  ],
};
const count = (label: string) => `
from reflow import actor

@actor(name="Count", inports=["n"], outports=["total"], timeout=2, memory="128MB")
async def count(context):
    total = await context.state.increment("total")
    return {"total": ["${label}", total]}
`;
const other = `
import { actor } from 'reflow';
let seen = 0;
export default actor({ name: 'Other', inports: ['n'], outports: ['seen'] }, async () => ({ seen: ++seen }));
`;

let folder: Folder;
let server: Served;
let client: RpcClient;
let status: NetworkStatus;
let end: () => void;
const path = 'live.graph.json';

beforeEach(async () => {
  folder = await Folder.make({
    'reflow.yaml': 'drain_timeout: 0',
    'count.actor.py': count('one'),
    'other.actor.js': other,
    [path]: JSON.stringify(flow),
  });
  server = await Served.start(folder.root);
  client = await server.connect();
  end = await client.subscribe('network', { path }, (data) => (status = data));
  await client.call('network.start', { path });
});
afterEach(async () => {
  end();
  client.close();
  await server.stop();
  await folder[Symbol.asyncDispose]();
});

async function until(what: string, holds: () => boolean | Promise<boolean>, milliseconds = 15_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`never: ${what}; ${JSON.stringify(status?.nodes)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const node = (id: string): NodeStatus | undefined => status?.nodes[id];
const lastTotal = async () => {
  const { json } = await client.call('network.value', { path, node: 'count', port: 'total' });
  return json === null ? undefined : (JSON.parse(json) as [string, number]);
};
const untilLabel = (label: string) => until(`label ${label}`, async () => (await lastTotal())?.[0] === label);

describe('a running flow', () => {
  it('[S8] saving an actor swaps its code between two messages: nothing is lost or doubled, state stays', async () => {
    const totals: [string, number][] = [];
    const stop = await client.subscribe('messages', { path, node: 'count' }, ({ messages, skipped }) => {
      expect(skipped).toBe(0);
      totals.push(...messages.map(({ preview }) => JSON.parse(preview.json) as [string, number]));
    });
    await untilLabel('one');
    for (const label of ['two', 'three', 'four']) {
      await folder.write('count.actor.py', count(label));
      await untilLabel(label);
    }
    await until('the last code is heard of', () => totals.at(-1)?.[0] === 'four');
    stop();
    expect(totals.map(([, total]) => total)).toEqual(totals.map((_, index) => index + 1));
    const labels = totals.map(([label]) => label).filter((label, index, all) => label !== all[index - 1]);
    expect(labels).toEqual(['one', 'two', 'three', 'four']);
  });

  it('[E7, N13] messages of all nodes are watched at once; what went by before counts neither as skipped nor as unknown', async () => {
    await until('enough went by', () => (node('count')?.completed ?? 0) > 250);
    const seen: string[] = [];
    let left = 0;
    const stop = await client.subscribe('messages', { path }, ({ messages, skipped }) => {
      seen.push(...messages.map((message) => message.node));
      left += skipped;
    });
    await until('all are heard of', () => new Set(seen).size === 3 && seen.length > 250);
    stop();
    expect(left).toBe(0);
    const { messages } = await client.call('network.history', { path, limit: 1000 });
    expect(new Set(messages.map((message) => message.node))).toEqual(new Set(['ticks', 'count', 'other']));
    expect(messages.map(({ id }) => id)).toEqual(messages.map(({ id }) => id).toSorted((a, b) => a - b));
  });

  it('[S8, D8] code that does not parse leaves the old running, and the node says what and where until it is mended', async () => {
    await untilLabel('one');
    await folder.write('count.actor.py', 'def broken(:\n');
    await until('stale code is shown', () => (node('count')?.staleCode ?? null) !== null);
    expect(node('count')!.staleCode).toMatch(/count\.actor\.py/);
    expect(node('count')!.staleCode).toMatch(/line 1|:1/);
    const before = (await lastTotal())![1];
    await until('the old code goes on', async () => (await lastTotal())![1] > before + 20);
    expect((await client.call('workspace.components', {})).problems[0]).toMatchObject({
      file: 'count.actor.py',
      line: 1,
    });
    await folder.write('count.actor.py', count('mended'));
    await untilLabel('mended');
    await until('the problem is gone', () => node('count')!.staleCode === null);
  });

  it('[S4] over time: the node gets a timeout error, its sandbox is replaced, its neighbour never notices', async () => {
    await untilLabel('one');
    await until('the neighbour works', () => (node('other')?.completed ?? 0) > 0);
    await folder.write(
      'count.actor.py',
      count('slow').replace('    return', '    while total % 50 == 0: pass\n    return'),
    );
    await until('a timeout', () => node('count')?.lastError?.type === 'Timeout');
    expect(node('count')!.lastError!.message).toContain('2 s');
    const failed = node('count')!.failed;
    const after = node('count')!.completed;
    await until('the flow goes on', () => node('count')!.completed > after + 10);
    expect(failed).toBeGreaterThan(0);
    const { json } = await client.call('network.value', { path, node: 'other', port: 'seen' });
    await until('the neighbour kept its memory', () => node('other')!.completed >= Number(json));
    expect(node('other')!.failed).toBe(0);
  });

  it('[S4] over memory: named as such, the sandbox is replaced and the flow goes on', async () => {
    await untilLabel('one');
    const greedy = count('greedy').replace(
      '    return',
      '    if total % 50 == 0: hoard = bytearray(1 << 30)\n    return',
    );
    await folder.write('count.actor.py', greedy);
    await until('out of memory', () => /Memory/.test(node('count')?.lastError?.type ?? ''));
    const after = node('count')!.completed;
    await until('the flow goes on', () => node('count')!.completed > after + 10);
    expect(node('other')!.failed).toBe(0);
  });

  it('[A5] prints and console lines become log records of their node', async () => {
    const records: LogRecord[] = [];
    const stop = await client.subscribe('log', { path }, (data) => records.push(...data.records));
    await folder.write(
      'count.actor.py',
      count('loud').replace('    return', '    print("total is", total)\n    return'),
    );
    await untilLabel('loud');
    await until('a record', () =>
      records.some(({ actorId, text }) => actorId === 'count' && text.startsWith('total is')),
    );
    stop();
  });

  it('[T3, T7] the state that the actors keep is seen live under its namespace, actor and key', async () => {
    const seen: StateEntry[] = [];
    const stop = await client.subscribe('state', {}, ({ changed }) => seen.push(...changed));
    await until(
      'several totals',
      () => new Set(seen.filter(({ key }) => key === 'total').map(({ json }) => json)).size > 3,
    );
    expect(seen.at(-1)).toMatchObject({
      namespace: 'reflow/live',
      actorId: 'count',
      key: 'total',
      type: 'counter',
      writer: 'count',
    });
    stop();
  });

  it('[D9] a new actor file is in the registry within moments, and a deleted one is gone', async () => {
    let names: string[] = [];
    const stop = await client.subscribe(
      'registry',
      {},
      ({ components }) => (names = components.map(({ name }) => name)),
    );
    await folder.write('sub/fresh.actor.py', 'from reflow import actor\n\n@actor(name="Fresh")\ndef f(context): ...\n');
    await until('Fresh', () => names.includes('Fresh'));
    await folder.write(
      'sub/fresh.actor.py',
      'from reflow import actor\n\n@actor(name="Fresher")\ndef f(context): ...\n',
    );
    await until('Fresher', () => names.includes('Fresher') && !names.includes('Fresh'));
    stop();
  });

  it('[S5] after the program ends, by kill -9 too, no sandbox is left', async () => {
    await untilLabel('one');
    const mine = await below(server.child.pid!);
    expect(mine.length).toBeGreaterThan(1);
    await server.stop('SIGKILL');
    await until('all are gone', async () => (await Promise.all(mine.map(isAlive))).every((alive) => !alive));
  });

  it('[N6] stop ends the run and gives the sandboxes back; it can be started again', async () => {
    await untilLabel('one');
    await client.call('network.stop', { path });
    await until('stopped', () => status.state === 'stopped');
    const { sandboxes } = await client.call('system.status', {});
    expect(sandboxes.busy).toBe(0);
    await client.call('network.start', { path });
    await until('running again', () => status.state === 'running' && (node('count')?.completed ?? 0) > 0);
  });
});

async function below(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = /^\d+ \(.*\) \S (\d+)/s.exec(line)?.[1];
    if (parent) parents.set(Number(name), Number(parent));
  }
  const isBelow = (pid: number): boolean => {
    for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) if (at === root) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow);
}

async function isAlive(pid: number): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return line !== undefined && !/^\d+ \(.*\) Z/s.test(line);
}
