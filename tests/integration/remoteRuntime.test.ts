import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RpcClient } from '#shared/rpc/client.ts';
import type { LogRecord } from '#shared/rpc/live/log.ts';
import type { NodeStatus } from '#shared/rpc/live/networkStatus.ts';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { Folder, Served } from './commandLine.ts';
import { freePort } from './freePort.ts';

const work = (label: string) => `
from reflow import actor
import asyncio
from lib.labels import labelled

@actor(name="Work", inports=["job"], outports=["progress", "done", "items"])
async def work(context):
    job = context.get_input("job")
    print("works on", job)
    await context.send_output("progress", [job, 1])
    await context.send_output("progress", [job, 2])
    if job == "bad":
        raise ValueError("a bad job")
    if job == "stream":
        await context.send_output("items", 0)
        return {"items": (number for number in [0, 1, 1, 2])}
    if job == "slow":
        await asyncio.sleep(25)
    return {"done": labelled("${label}", job, await context.state.increment("jobs"))}
`;
/** Floats that parsed JSON would take for integers, there and back again. */
const floats = 'def process(context):\n    return {"out": [2.0, 1e22, 3, {"a": -0.0}]}\n';
const same =
  'def process(context):\n    return {"out": context.get_input("in"), "done": repr(context.get_input("in"))}\n';
/** It goes along with the actor that imports it. */
const labels = 'def labelled(label, job, count):\n    return [label, job, count]\n';
const path = 'remote.graph.json';

let folder: Folder;
let port: number;
let worker: Served;
let host: Served;
let client: RpcClient;
let messages: RecordedMessage[];
let logs: LogRecord[];

const startWorker = () =>
  Served.start(folder.path('worker'), ['--host', '0.0.0.0', '--port', String(port), '--token', 'other']);
const editorOf = async (server: Served): Promise<RpcClient> => {
  return server.connect();
};

beforeEach(async () => {
  port = await freePort();
  const runtime = `ws://127.0.0.1:${port}`;
  const graph = {
    properties: { name: 'remote' },
    processes: {
      work: { component: 'Work', metadata: { runtime } },
      hasty: { component: 'Work', metadata: { runtime, limits: { timeout: 1 } } },
      mine: { component: 'Work' },
    },
    connections: [],
  };
  folder = await Folder.make({
    'worker/reflow.yaml': '',
    'host/reflow.yaml': '',
    'host/flows/work.actor.py': work('one'),
    'host/flows/floats.actor.py': floats,
    'host/flows/same.actor.py': same,
    'host/lib/labels.py': labels,
    [`host/${path}`]: JSON.stringify(graph),
  });
  worker = await startWorker();
  host = await Served.start(folder.path('host'), [], { [`REFLOW_TOKEN_127_0_0_1_${port}`]: 'other' });
  client = await editorOf(host);
  messages = [];
  logs = [];
  await client.subscribe('messages', { path, node: 'work' }, (data) => messages.push(...data.messages));
  await client.subscribe('log', {}, ({ records }) => logs.push(...records));
  await client.call('network.start', { path });
}, 60_000);
afterEach(async () => {
  client.close();
  await host.stop();
  await worker.stop();
  await folder[Symbol.asyncDispose]();
});

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!(await holds())) {
    if (Date.now() > deadline)
      throw new Error(`never: ${what}; ${JSON.stringify(messages)}; ${JSON.stringify(logs.slice(-5))}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const send = (job: string, node = 'work') => client.call('network.send', { path, node, port: 'job', data: job });
const values = (outport: string) =>
  messages.filter((message) => message.port === outport).map(({ preview }) => JSON.parse(preview.json) as unknown);
const status = async (node: string): Promise<NodeStatus> =>
  (await client.call('network.status', { path })).nodes[node]!;

describe('a node on another runtime server', () => {
  it('[R2, R3, S7, T3] its code goes there with what it imports, its outputs, log, state and failures come as if it ran here', async () => {
    await send('a');
    await send('b');
    await until('both are done', () => values('done').length === 2);
    expect(values('done')).toEqual([
      ['one', 'a', 1],
      ['one', 'b', 2],
    ]);
    expect(values('progress')).toEqual([
      ['a', 1],
      ['a', 2],
      ['b', 1],
      ['b', 2],
    ]);
    await until('its log is heard', () =>
      logs.some(({ actorId, text }) => actorId === 'work' && text === 'works on b'),
    );

    const there = await editorOf(worker);
    expect((await there.call('list', {})).actors).toMatchObject([
      { component: expect.stringMatching(/^Work-/), loaded: true },
    ]);
    expect((await there.call('state.list', {})).entries).toMatchObject([
      { namespace: 'reflow/remote', actorId: 'work', key: 'jobs', json: '2' },
    ]);
    there.close();

    await send('bad');
    await until('it fails', async () => (await status('work')).failed === 1);
    expect((await status('work')).lastError).toMatchObject({
      type: 'ValueError',
      message: 'a bad job',
      stack: expect.stringContaining('raise ValueError') as string,
    });
    await send('stream');
    await until('every item is here', () => values('items').length === 5);
    expect(values('items')).toEqual([0, 0, 1, 1, 2]);
    await send('c');
    await until('it goes on', () => values('done').length === 3);
  }, 90_000);

  it('[M3, R2] whole floats are floats there, and again here', async () => {
    const path = 'whole.graph.json';
    const graph = {
      properties: { name: 'whole floats' },
      processes: {
        floats: { component: 'floats' },
        there: { component: 'same', metadata: { runtime: `ws://127.0.0.1:${port}` } },
        here: { component: 'same' },
      },
      connections: [
        { from: { nodeId: 'floats', portId: 'out' }, to: { nodeId: 'there', portId: 'in' } },
        { from: { nodeId: 'there', portId: 'out' }, to: { nodeId: 'here', portId: 'in' } },
      ],
    };
    await folder.write(`host/${path}`, JSON.stringify(graph));
    for (const node of ['there', 'here'])
      await client.subscribe('messages', { path, node }, (data) => messages.push(...data.messages));
    await client.call('network.start', { path });
    await until('both have seen them', () => values('done').length === 2);
    const seen = "[2.0, 1e+22, 3, {'a': -0.0}]";
    expect(values('done')).toEqual([seen, seen]);
  }, 90_000);

  it('[S8] saving the actor here replaces its code there', async () => {
    await send('a');
    await until('the old code answers', () => values('done').length === 1);
    await folder.write('host/flows/work.actor.py', work('two'));
    await until('the new code answers', async () => {
      await send('b');
      return (values('done').at(-1) as string[])[0] === 'two';
    });
    const counts = (values('done') as [string, string, number][]).map(([, , count]) => count);
    expect(counts).toEqual(counts.map((_, index) => index + 1));
  }, 90_000);

  it('[N10, R7] when the server is killed, what it had fails and is kept, what was not sent waits and is done', async () => {
    await send('slow');
    await until('it is under way', () => values('progress').length === 2);
    await worker.stop('SIGKILL');
    await until('it fails', async () => (await status('work')).failed === 1);
    expect((await status('work')).lastError).toMatchObject({
      type: 'RemoteLost',
      message: expect.stringContaining('Nobody knows whether it was processed') as string,
    });
    const { letters } = await client.call('network.deadLetters', { path });
    expect(letters).toMatchObject([{ node: 'work' }]);

    await send('a');
    await send('b');
    await send('too late', 'hasty');
    await until('impatience ends', async () => (await status('hasty')).failed === 1);
    expect((await status('hasty')).lastError).toMatchObject({ type: 'RemoteUnavailable' });
    await send('c', 'mine');
    await until('nodes here go on', async () => (await status('mine')).completed === 1);
    expect(values('done')).toEqual([]);

    worker = await startWorker();
    await until('what waited is done', () => values('done').length === 2);
    expect(values('done')).toEqual([
      ['one', 'a', 1],
      ['one', 'b', 2],
    ]);
    expect(logs.filter(({ actorId }) => actorId === 'work').map(({ text }) => text)).toContainEqual(
      `127.0.0.1:${port} is back.`,
    );
  }, 90_000);
});
