import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, Graph } from '#shared/graph/graph.ts';
import { diffGraphs } from '#shared/graph/mergeGraphs.ts';
import { WholeFloat } from '#shared/message/wholeFloat.ts';
import type { RpcClient } from '#shared/rpc/client.ts';
import type { DeadLetter } from '#shared/rpc/live/debugging.ts';
import type { RunMessage } from '#shared/rpc/live/recording.ts';
import { Folder, Served } from './commandLine.ts';

const check = `
from reflow import actor

@actor(name="Check", inports=["n"], outports=["out"], timeout=5, memory="128MB")
async def check(context):
    n = context.get_input("n")
    seen = await context.state.increment("seen")
    await context.state.push("all", n)
    print("saw", n)
    if n == 13:
        raise ValueError("thirteen")
    return {"out": n * 2 if "factor" not in context.config else n * context.config["factor"]}
`;
const wire = 'check.out to count.in';

function flow(name: string, metadata: Record<string, unknown> = {}): string {
  return JSON.stringify({
    properties: { name },
    processes: { check: { component: 'Check', metadata }, count: { component: 'Counter' } },
    connections: [
      { from: null, to: { nodeId: 'check', portId: 'n' }, data: 1 },
      { from: { nodeId: 'check', portId: 'out' }, to: { nodeId: 'count', portId: 'in' } },
    ],
  });
}

let folder: Folder;
let server: Served;
let client: RpcClient;

beforeAll(async () => {
  folder = await Folder.make({
    'reflow.yaml': '',
    'check.actor.py': check,
    'stops.graph.json': flow('stops'),
    'records.graph.json': flow('records'),
    'fails.graph.json': flow('fails'),
    'tries.graph.json': flow('tries'),
    'edits.graph.json': flow('edits'),
    'pinned.graph.json': flow('pinned', { pinned: { out: 70 } }),
    'settings.graph.json': flow('settings', { config: { factor: 'F' } }).replace('"F"', '2.0'),
    'floats.graph.json': flow('floats').replace('"data":1', '"data":1.0'),
  });
  server = await Served.start(folder.root);
  client = await server.connect();
}, 60_000);
afterAll(async () => {
  client.close();
  await server.stop();
  await folder[Symbol.asyncDispose]();
});

async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const status = (path: string) => client.call('network.status', { path });
const idle = (path: string) => until('idle', async () => (await status(path)).state === 'idle');
const send = (path: string, data: number) => client.call('network.send', { path, node: 'check', port: 'n', data });
const outputs = async (path: string, node: string, port: string) => {
  const { messages } = await client.call('network.history', { path, node, port });
  return messages.map(({ preview }) => JSON.parse(preview.json) as number);
};

describe('debugging through the contract', () => {
  it('[M3] floats that are whole stay floats: in initial packets, sent, and given to a trial', async () => {
    const path = 'floats.graph.json';
    const written = async () => (await client.call('network.value', { path, node: 'check', port: 'out' })).json;
    await client.call('network.start', { path });
    await idle(path);
    expect(await written()).toBe('2.0');
    await client.call('network.send', { path, node: 'check', port: 'n', data: new WholeFloat('6.0') });
    await idle(path);
    expect(await written()).toBe('12.0');
    await client.call('network.send', { path, node: 'check', port: 'n', data: { type: 'Float', data: 8 } });
    await idle(path);
    expect(await written()).toBe('16.0');
    const inputs = { n: [new WholeFloat('7.0'), 7] };
    const { outputs } = await client.call('network.trial', { path, node: 'check', inputs });
    expect(outputs).toMatchObject([{ json: '[7.0,7,7.0,7]' }]);
  });

  it('[M3, N9] floats that are whole stay floats in settings and pinned outputs: from the file, edited, and saved', async () => {
    const path = 'settings.graph.json';
    const written = async () => (await client.call('network.value', { path, node: 'check', port: 'out' })).json;
    const edit = async (metadata: unknown) => {
      const { graph, revision } = await client.call('graph.open', { path });
      const before = graph.processes['check']!;
      const { floatsText: _, ...rest } = before;
      const edits = [{ kind: 'node', id: 'check', before, after: { ...rest, metadata } }];
      await client.call('graph.edit', { path, revision, label: 'edit', edits });
    };
    const sent = async () => {
      await send(path, 4);
      await idle(path);
      return written();
    };
    await client.call('network.start', { path });
    await idle(path);
    expect(await written()).toBe('2.0');
    await edit({ config: { factor: new WholeFloat('3.0') } });
    await expect.poll(sent).toBe('12.0');
    await edit({ config: { factor: 3 } });
    await expect.poll(sent).toBe('12');
    await edit({ config: { factor: 3 }, pinned: { out: [new WholeFloat('70.0'), 7] } });
    await expect.poll(sent).toBe('[70.0,7]');
    await client.call('graph.save', { path });
    expect(await folder.read(path)).toMatch(/"factor": 3\n[^]*"out": \[\s*70\.0,\s*7\s*\]/);
  });

  it('[N6] a stop that comes while a run is being prepared counts', async () => {
    const path = 'stops.graph.json';
    const started = client.call('network.start', { path }).catch((error: unknown) => error);
    expect(await client.call('network.stop', { path })).toEqual({ stopped: true });
    await started;
    expect((await status(path)).state).toBe('stopped');
  });

  it('[N7] a breakpoint holds messages, by condition too; a held one is looked at, edited, dropped or let go, in order', async () => {
    const path = 'stops.graph.json';
    await client.call('network.setBreakpoint', { path, connection: wire, condition: '$ > 3' });
    await expect(
      client.call('network.setBreakpoint', { path, connection: wire, condition: '$ >' }),
    ).rejects.toMatchObject({ code: 'invalidParams' });
    await client.call('network.start', { path });
    await idle(path);
    expect(await outputs(path, 'count', 'out')).toEqual([2]);
    for (const n of [5, 1, 6, 7]) await send(path, n);
    const heldValue = (json: string) =>
      until(`${json} is held`, async () => {
        const { breakpoints } = await client.call('network.breakpoints', { path });
        return breakpoints[0]?.held?.preview.json === json && breakpoints[0];
      });
    const held = await heldValue('10');
    expect(held).toMatchObject({
      connection: wire,
      condition: '$ > 3',
      held: { from: { node: 'check', port: 'out' } },
    });
    await until('all are behind', async () => (await status(path)).wires[wire]?.held === 4);
    expect((await status(path)).state).toBe('running');
    expect(await client.call('network.held', { path, connection: wire })).toEqual({ json: '10' });
    expect((await client.call('network.release', { path, connection: wire, action: 'letGo', data: 11 })).released).toBe(
      true,
    );
    await heldValue('12');
    await client.call('network.release', { path, connection: wire, action: 'drop' });
    await heldValue('14');
    expect(await outputs(path, 'count', 'out')).toEqual([2, 11, 2]);
    await client.call('network.clearBreakpoint', { path, connection: wire });
    await idle(path);
    expect(await outputs(path, 'count', 'out')).toEqual([2, 11, 2, 14]);
    const endless = '($f := function($n) { $f($n + 1) }; $f(1))';
    await client.call('network.setBreakpoint', { path, connection: wire, condition: endless });
    await send(path, 1);
    const stuck = await heldValue('2');
    expect(stuck.held!.problem).toMatch(/stopped|failed|took/);
    await client.call('network.clearBreakpoint', { path, connection: wire });
    await idle(path);
    await client.call('network.stop', { path });
  });

  it('[N6][N7] of two starts at once one run is left; a breakpoint holds again when its connection comes back', async () => {
    const path = 'stops.graph.json';
    await Promise.all([1, 2].map(() => client.call('network.start', { path })));
    await idle(path);
    const { runs } = await client.call('runs.list', { path });
    expect(runs.filter(({ state }) => state === 'running').map(({ id }) => id)).toEqual([(await status(path)).runId]);
    await client.call('network.setBreakpoint', { path, connection: wire });
    const { graph, revision } = await client.call('graph.open', { path });
    const without = { ...graph, connections: graph.connections.slice(0, 1) };
    const edit = (edits: ReturnType<typeof diffGraphs>) =>
      client.call('graph.edit', { path, revision, label: 'edit', edits });
    await edit(diffGraphs(graph, without));
    await until('the wire is gone', async () => !(wire in (await status(path)).wires));
    await edit(diffGraphs(without, graph));
    await until('the wire is back', async () => wire in (await status(path)).wires);
    await send(path, 4);
    await until('it is held', async () => (await status(path)).wires[wire]?.held === 1);
    await client.call('network.stop', { path });
    expect((await client.call('network.breakpoints', { path })).breakpoints[0]).toMatchObject({
      held: null,
      behind: 0,
    });
    await client.call('network.clearBreakpoint', { path, connection: wire });
  });

  it('[N8] a recorded run can be opened after its end and walked through by causes', async () => {
    const path = 'records.graph.json';
    const { runId } = await client.call('network.start', { path, recording: 'all' });
    await idle(path);
    for (const n of [2, 3]) await send(path, n);
    await until('all came', async () => (await outputs(path, 'count', 'out')).length === 3);
    await idle(path);
    await client.call('network.stop', { path });
    const { runs } = await client.call('runs.list', { path });
    expect(runs[0]).toMatchObject({
      id: runId,
      path,
      graph: 'records',
      state: 'finished',
      recording: 'all',
      messages: 12,
    });
    const opened = await client.call('runs.open', { runId, limit: 5 });
    expect(opened).toMatchObject({ more: true, failures: [] });
    const rest = await client.call('runs.open', { runId, after: opened.messages.at(-1)!.id });
    const all = [...opened.messages, ...rest.messages];
    expect(all.map(({ id }) => id)).toEqual(all.map((_, index) => index + 1));
    const left = all.filter(({ from }) => from?.node === 'count' && from.port === 'out');
    expect(left.map(({ preview }) => preview.json)).toEqual(['2', '4', '6']);
    const walk = async ({ id }: RunMessage): Promise<string[]> => {
      const { message, json, causes } = await client.call('runs.message', { runId, id });
      const before = await Promise.all(causes.map(walk));
      return [...before.flat(), `${message.from?.node ?? message.origin}:${json}`];
    };
    expect(await walk(left[0]!)).toEqual(['initial:1', 'check:2', 'count:2']);
    expect(await walk(left[2]!)).toEqual(['sent:3', 'check:6', 'count:6']);
    const { effects } = await client.call('runs.message', { runId, id: left[2]!.causes[0]! });
    expect(effects.map(({ from }) => from?.port)).toEqual(['count', 'out']);
    expect((await client.call('runs.open', { runId, node: 'count' })).messages).toHaveLength(9);

    const { runId: present } = await client.call('network.start', { path, recording: 'off' });
    await idle(path);
    const sentThree = all.find(({ origin, preview }) => origin === 'sent' && preview.json === '3')!;
    await client.call('network.replay', { path, node: 'check', message: { runId, id: sentThree.id } });
    await client.call('network.replay', { path, node: 'check', message: { runId, id: sentThree.id }, data: 50 });
    await until('replayed', async () => (await outputs(path, 'count', 'out')).length === 3);
    expect(await outputs(path, 'count', 'out')).toEqual([2, 6, 100]);
    // What is not recorded is in memory for a while, with what caused it.
    const { messages } = await client.call('network.history', { path, node: 'count', port: 'out' });
    const latest = await client.call('runs.message', { runId: present, id: messages.at(-1)!.id });
    expect([latest.json, latest.causes[0]!.preview.json, latest.effects]).toEqual(['100', '100', []]);
    const cause = await client.call('runs.message', { runId: present, id: latest.causes[0]!.id });
    expect(cause.effects.map(({ from }) => from?.port)).toEqual(['count', 'out']);
    await client.call('network.stop', { path });
    expect(await client.call('runs.delete', { runIds: [runId] })).toEqual({ deleted: 1 });
    await expect(client.call('runs.open', { runId })).rejects.toMatchObject({ code: 'notFound' });
  });

  it('[N8][N10] what led to an error is recorded by default; the message is a dead letter that is tried again after an edit, or discarded', async () => {
    const path = 'fails.graph.json';
    const seen: number[] = [];
    const end = await client.subscribe('deadLetters', { path }, ({ total }) => seen.push(total));
    const { runId } = await client.call('network.start', { path });
    await idle(path);
    await send(path, 13);
    const letters = (count: number) =>
      until(`${count} dead letters`, async () => {
        const found = await client.call('network.deadLetters', { path });
        return found.total === count && found.letters;
      });
    const heard = (count: number) => until(`the subscription heard ${count}`, async () => seen.at(-1) === count);
    const [letter] = (await letters(1)) as [DeadLetter];
    await heard(1);
    expect(letter).toMatchObject({ graph: 'fails', node: 'check', component: 'Check', runId, attempts: 1 });
    expect(letter.error).toMatchObject({ type: 'ValueError', message: 'thirteen', port: 'n' });
    expect(letter.inputs['n']?.json).toBe('13');
    const { failures, messages } = await client.call('runs.open', { runId });
    expect(failures).toMatchObject([{ node: 'check', causes: letter.causes, handled: false }]);
    expect(messages.map(({ preview }) => preview.json)).toContain('13');
    expect(messages.some(({ from }) => from?.node === 'count')).toBe(true);

    await client.call('network.retry', { path, id: letter.id });
    await until('it failed again', async () => (await letters(1))[0]!.attempts === 2);
    const whole = await client.call('network.deadLetter', { path, id: letter.id });
    expect(whole.inputs).toEqual({ n: '13' });
    await client.call('network.retry', { path, id: letter.id, inputs: { n: 14 } });
    await letters(0);
    await until('the mended one came out', async () => (await outputs(path, 'count', 'out')).length === 2);
    expect(await outputs(path, 'count', 'out')).toEqual([2, 28]);

    await send(path, 13);
    await letters(1);
    await client.call('network.stop', { path });
    expect(await client.call('network.discard', { path })).toEqual({ discarded: 1 });
    await letters(0);
    await heard(0);
    end();
  });

  it('[N8] a trial run of one node, with edited code too, shows outputs, log and state changes and leaves the state alone', async () => {
    const path = 'tries.graph.json';
    const { runId } = await client.call('network.start', { path });
    await idle(path);
    const state = async () =>
      (await client.call('state.list', { namespace: 'reflow/tries' })).entries.map(({ key, json }) => [key, json]);
    const before = await state();
    expect(before).toEqual([
      ['all', '[1]'],
      ['seen', '1'],
    ]);
    const { messages } = await client.call('network.history', { path, node: 'check' });
    const first = { runId, id: messages[0]!.causes[0]! };
    const trial = await client.call('network.trial', { path, node: 'check', message: first });
    expect(trial.error).toBeNull();
    expect(trial.outputs.map(({ port, json }) => [port, json])).toEqual([['out', '2']]);
    expect(trial.logs.map(({ text }) => text)).toContain('saw 1');
    expect(trial.state).toEqual([
      { key: 'all', before: '[1]', after: '[1,1]' },
      { key: 'seen', before: '1', after: '2' },
    ]);
    const source = check.replace('n * 2', '[n, seen]').replace('"seen"', '"times"');
    const edited = await client.call('network.trial', { path, node: 'check', inputs: { n: 9 }, source });
    expect(edited.outputs.map(({ json }) => json)).toEqual(['[9,1]']);
    expect(edited.state[1]).toEqual({ key: 'times', before: null, after: '1' });
    const failed = await client.call('network.trial', { path, node: 'check', inputs: { n: 13 } });
    expect(failed.error).toMatchObject({ type: 'ValueError', message: 'thirteen' });
    await expect(
      client.call('network.trial', { path, node: 'check', inputs: { n: 1 }, source: 'def broken(:' }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/check\.actor\.py:1/) as string });
    await expect(client.call('network.trial', { path, node: 'check', inputs: { m: 1 } })).rejects.toThrow(
      'check has no inport m',
    );
    expect(await state()).toEqual(before);
    expect((await client.call('network.deadLetters', { path })).total).toBe(0);
    await client.call('network.stop', { path });
  });

  it('[N6] edits of a running graph take effect: config, wires, nodes', async () => {
    const path = 'edits.graph.json';
    await client.call('network.start', { path });
    await idle(path);
    const { graph } = await client.call('graph.open', { path });
    const edit = async (changed: Graph) => {
      const edits = diffGraphs((await client.call('graph.open', { path })).graph, changed);
      const { revision } = await client.call('graph.open', { path });
      await client.call('graph.edit', { path, revision, label: 'edit', edits });
    };
    const count = graph.processes['count']!;
    const started = { ...count, metadata: { ...count.metadata, config: { start: 100 } } };
    const second = { ...count, id: 'second' };
    const [initial, main] = graph.connections as [Connection, Connection];
    await edit({
      ...graph,
      processes: { ...graph.processes, count: started, second },
      connections: [initial, main, { ...main, to: { ...main.to, nodeId: 'second' } }],
    });
    await until('the new node runs', async () => (await status(path)).nodes['second']?.state === 'idle');
    await send(path, 5);
    await until('both counted', async () => (await outputs(path, 'second', 'count')).length === 1);
    await until('the new config counts', async () => (await outputs(path, 'count', 'count')).at(-1) === 101);
    await edit({ ...graph, processes: { check: graph.processes['check']!, second }, connections: [initial] });
    await until('the node is gone', async () => !('count' in (await status(path)).nodes));
    await send(path, 6);
    await until('it was checked', async () => (await outputs(path, 'check', 'out')).length === 3);
    await idle(path);
    expect(await outputs(path, 'second', 'count')).toEqual([1]);
    await client.call('network.stop', { path });
  });

  it('[N9] a pinned node sends the output it is frozen to and runs no code, while the rest runs', async () => {
    const path = 'pinned.graph.json';
    await client.call('network.start', { path });
    await idle(path);
    await send(path, 13);
    await until('it came', async () => (await outputs(path, 'count', 'out')).length === 2);
    expect(await outputs(path, 'count', 'out')).toEqual([70, 70]);
    expect((await status(path)).nodes['check']).toMatchObject({ failed: 0, lastError: null });
    expect((await client.call('state.list', { namespace: 'reflow/pinned' })).entries).toEqual([]);
    await client.call('network.stop', { path });
  });
});
