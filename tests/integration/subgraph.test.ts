import { describe, expect, it } from 'vitest';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';
import { Folder, reflowStudio, Served } from './commandLine.ts';

const scale = `
import os
from reflow import actor

@actor(name="Scale", inports=[{"name": "n", "type": "integer"}], outports=[{"name": "out", "type": "integer"}])
async def scale(context):
    n = context.get_input("n")
    if n == 13:
        raise ValueError("thirteen is unlucky")
    await context.state.increment("seen")
    return {"out": n * context.config["by"] + int(os.environ.get("OFFSET", "0"))}
`;
/** Others load the machine. */
const patience = { timeout: 20_000 };
const end = (nodeId: string, portId: string) => ({ nodeId, portId });
const scaled = (by: number, metadata: object = {}) => ({
  component: 'Scale',
  metadata: { config: { by }, ...metadata },
});
const inner = {
  properties: { name: 'Twice', description: 'Scales by six' },
  processes: {
    first: scaled(2, { env_vars: { OFFSET: 'optional:0' } }),
    second: scaled(3, { studio: { title: 'Three times' } }),
  },
  connections: [{ from: end('first', 'out'), to: end('second', 'n') }],
  inports: { number: end('first', 'n') },
  outports: { result: end('second', 'out') },
};
const outer = {
  properties: { name: 'main' },
  processes: { box: { component: 'Twice', metadata: { studio: { title: 'Six times' } } }, show: scaled(10) },
  connections: [{ from: end('box', 'result'), to: end('show', 'n') }],
};
const files = {
  'reflow.yaml': '',
  'scale.actor.py': scale,
  'parts/inner.graph.json': JSON.stringify(inner),
  'main.graph.json': JSON.stringify(outer),
};

describe('a graph as a component', () => {
  it('[N11][P2] runs inside another with its config and environment, and its messages leave by its exported ports', async () => {
    await using folder = await Folder.make(files);
    const boxed = { box: { component: 'parts.Twice', metadata: { env_vars: { OFFSET: 'required' } } } };
    await folder.write('box.graph.json', JSON.stringify({ processes: boxed, connections: [] }));
    const run = await reflowStudio(['run', folder.path('box.graph.json'), '--input', 'box.number=5'], { OFFSET: '1' });
    expect(run.stderr).toBe('');
    expect(run.lines).toEqual([{ node: 'box', port: 'result', data: 34 }]);
    const main = await reflowStudio(['run', folder.path('main.graph.json'), '--input', 'box.number=5']);
    expect(main.lines).toEqual([{ node: 'show', port: 'out', data: 300 }]);
  });

  it('[N11][P2] discover lists it, and validate tells what is wrong inside and names a circle', async () => {
    await using folder = await Folder.make({
      ...files,
      'ring.graph.json': JSON.stringify({ processes: { me: { component: 'ring' } }, connections: [] }),
      'bad.graph.json': '{',
    });
    const [found] = (await reflowStudio(['discover', folder.root, '--json'])).lines;
    expect(found!['graphs']).toContainEqual({
      ...{ component: 'Twice', namespace: 'parts', file_path: 'parts/inner.graph.json' },
      ...{ inports: ['number'], outports: ['result'] },
    });
    expect(found!['problems']).toMatchObject([{ file: 'bad.graph.json' }]);
    const ring = await reflowStudio(['validate', folder.path('ring.graph.json'), '--json']);
    expect(ring.code).toBe(1);
    expect(ring.stdout).toContain('default.ring → default.ring');
    const fine = await reflowStudio(['validate', folder.path('main.graph.json'), '--json']);
    expect([fine.code, fine.lines[0]!['problems']]).toEqual([
      0,
      [expect.objectContaining({ severity: 'warning', node: 'box/first' })],
    ]);
    const run = await reflowStudio(['run', folder.path('ring.graph.json')]);
    expect(run.code).toBe(1);
  });

  it('[N11] in the editor its state, values, errors and wires are reached from outside, and saving it changes its ports', async () => {
    await using folder = await Folder.make(files);
    await using server = await Served.start(folder.root);
    const client = await server.connect();
    const path = 'main.graph.json';
    try {
      const { components } = await client.call('workspace.components', {});
      expect(components.find(({ name }) => name === 'Twice')).toMatchObject({
        ...{ kind: 'graph', namespace: 'parts', description: 'Scales by six', file: 'parts/inner.graph.json' },
        inports: [{ name: 'number', required: true, port_type: { type: 'integer' } }],
      });
      let status: NetworkStatus | undefined;
      const values: Topics['values']['data']['values'] = [];
      await client.subscribe('network', { path }, (data) => (status = data));
      await client.subscribe('values', { path, ports: [{ node: 'box', port: 'result' }] }, (data) =>
        values.push(...data.values),
      );
      const ofBox = new Set<string>();
      await client.subscribe('values', { path, nodes: ['box'] }, (data) => {
        for (const { node, port } of data.values) ofBox.add(`${node}.${port}`);
      });
      const { runId } = await client.call('network.start', { path, recording: 'all' });
      await client.call('network.send', { path, node: 'box', port: 'number', data: 5 });
      await expect.poll(() => status?.nodes['show']?.completed, { timeout: 15_000 }).toBe(1);
      const { messages, titles } = await client.call('runs.open', { runId, node: 'box' });
      expect(messages.map(({ preview }) => preview.json)).toEqual(['5', '10', '30']);
      expect(titles).toEqual({ 'box/first': 'Six times / first', 'box/second': 'Six times / Three times' });
      await expect.poll(() => status?.nodes['box']).toMatchObject({ completed: 2, state: 'idle' });
      expect(status!.nodes['box/second']).toMatchObject({ completed: 1 });
      expect(status!.wires['box.result to show.n']).toMatchObject({ count: 1 });
      expect(status!.wires['box/first.out to box/second.n']).toMatchObject({ count: 1 });
      expect(await client.call('network.value', { path, node: 'box', port: 'result' })).toEqual({ json: '30' });
      expect(await client.call('network.value', { path, node: 'box/first', port: 'out' })).toEqual({ json: '10' });
      expect((await client.call('network.history', { path, node: 'box' })).messages).toHaveLength(1);
      await expect.poll(() => values.some(({ node }) => node === 'box')).toBe(true);
      await expect.poll(() => [...ofBox]).toEqual(['box.result']);
      const { entries } = await client.call('state.list', { namespace: 'reflow/main' });
      expect(entries.map(({ actorId, json }) => [actorId, json])).toContainEqual(['box/first', '1']);
      await client.call('network.replay', { path, node: 'box', message: { runId, id: messages[0]!.id } });
      await expect.poll(() => status?.nodes['show']?.completed).toBe(2);
      await client.call('network.send', { path, node: 'box', port: 'number', data: 13 });
      await expect.poll(() => status?.nodes['box']?.state).toBe('failed');
      expect(status!.nodes['box/first']!.lastError).toMatchObject({ type: 'ValueError' });

      const renamed = { ...inner, inports: { amount: inner.inports.number } };
      await folder.write('parts/inner.graph.json', JSON.stringify(renamed));
      await expect
        .poll(async () => {
          const now = await client.call('workspace.components', {});
          return now.components.find(({ name }) => name === 'Twice')?.inports[0]?.name;
        })
        .toBe('amount');
    } finally {
      client.close();
    }
  });

  it('[N11][S8] a change of its file, on disk or in another window, reaches a run that it is in: what is not touched keeps its state and its messages, and what cannot run is named', async () => {
    const flow = {
      ...outer,
      processes: {
        ...outer.processes,
        ticks: { component: 'Inject', metadata: { config: { interval: 5, payload: 1, count: 0 } } },
        box: { component: 'Twice', metadata: { state: 'shared' } },
        never: { component: 'Repeat' },
        pair: { component: 'Join' },
      },
      connections: [
        ...outer.connections,
        { from: end('ticks', 'out'), to: end('box', 'number') },
        { from: end('never', 'out'), to: end('pair', 'a') },
        { from: end('never', 'out'), to: end('pair', 'b') },
      ],
    };
    await using folder = await Folder.make({ ...files, 'main.graph.json': JSON.stringify(flow) });
    await using server = await Served.start(folder.root);
    const client = await server.connect();
    const path = 'main.graph.json';
    const file = 'parts/inner.graph.json';
    const status = () => client.call('network.status', { path });
    const last = async () => (await client.call('network.value', { path, node: 'box', port: 'result' })).json;
    const seen = async (actorId: string) => {
      const { entries } = await client.call('state.list', { namespace: 'reflow/main' });
      return Number(entries.find((entry) => entry.actorId === actorId && entry.key === 'seen')?.json ?? 0);
    };
    const logged: string[] = [];
    const watched: string[] = [];
    const ports = [{ node: 'box', port: 'result' }];
    try {
      await client.subscribe('values', { path, ports }, ({ values }) => {
        watched.push(...values.filter(({ node }) => node === 'box').map(({ preview }) => preview.json));
      });
      await client.subscribe('log', { path }, ({ records }) => logged.push(...records.map(({ text }) => text)));
      await client.call('network.start', { path });
      await expect.poll(last, patience).toBe('6');
      for (const data of [1, 2, 3]) await client.call('network.send', { path, node: 'pair', port: 'a', data });
      // The state of a shared subgraph is that of all its placements (T3).
      const counted = await seen('Twice/first');
      expect(counted).toBeGreaterThan(3);
      const changed = { ...inner, processes: { ...inner.processes, second: scaled(7) } };
      await folder.write(file, JSON.stringify(changed));
      await expect.poll(last, patience).toBe('14');
      expect((await status()).nodes['pair']!.queued).toBe(3);
      expect(await seen('Twice/first')).toBeGreaterThan(counted);
      await folder.write(file, '{"processes": ');
      await expect.poll(async () => (await status()).staleGraph, patience).toContain(file);
      const { count } = (await status()).wires['box.result to show.n']!;
      await expect
        .poll(async () => (await status()).wires['box.result to show.n']!.count, patience)
        .toBeGreaterThan(count + 5);
      await expect.poll(() => logged.some((text) => text.includes(`${file} cannot be read`)), patience).toBe(true);
      await folder.write(file, JSON.stringify(inner));
      await expect.poll(last, patience).toBe('6');
      expect((await status()).staleGraph).toBeNull();
      // Its outport is that of another node inside: who watches it sees that.
      await folder.write(file, JSON.stringify({ ...inner, outports: { result: end('first', 'out') } }));
      await expect.poll(() => watched.at(-1), patience).toBe('2');
      await folder.write(file, JSON.stringify(inner));
      await expect.poll(last, patience).toBe('6');
      // In another window, before it is saved.
      const { graph, revision } = await client.call('graph.open', { path: file });
      const before = graph.processes['second']!;
      const after = { ...before, metadata: { ...before.metadata, config: { by: 5 } } };
      const edits = [{ kind: 'node' as const, id: 'second', before, after }];
      await client.call('graph.edit', { path: file, revision, label: 'Scale by five', edits });
      await expect.poll(last, patience).toBe('10');
    } finally {
      client.close();
    }
  });
});
