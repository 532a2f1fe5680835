import { describe, expect, it } from 'vitest';
import { RpcClient } from '#shared/rpc/client.ts';
import type { NetworkStatus, Topics } from '#shared/rpc/live.ts';
import { WebSocketTransport } from '../../electron/backend/rpc/client/webSocketTransport.ts';
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
const end = (nodeId: string, portId: string) => ({ nodeId, portId });
const scaled = (by: number, metadata: object = {}) => ({
  component: 'Scale',
  metadata: { config: { by }, ...metadata },
});
const inner = {
  properties: { name: 'Twice', description: 'Scales by six' },
  processes: { first: scaled(2, { env_vars: { OFFSET: 'optional:0' } }), second: scaled(3) },
  connections: [{ from: end('first', 'out'), to: end('second', 'n') }],
  inports: { number: end('first', 'n') },
  outports: { result: end('second', 'out') },
};
const outer = {
  properties: { name: 'main' },
  processes: { box: { component: 'Twice' }, show: scaled(10) },
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
    const token = new URL(server.ready.editor).searchParams.get('token')!;
    const client = new RpcClient(await WebSocketTransport.connect(server.ready.rpc, { token }));
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
      await client.call('network.start', { path });
      await client.call('network.send', { path, node: 'box', port: 'number', data: 5 });
      await expect.poll(() => status?.nodes['show']?.completed, { timeout: 15_000 }).toBe(1);
      await expect.poll(() => status?.nodes['box']).toMatchObject({ completed: 2, state: 'idle' });
      expect(status!.nodes['box/second']).toMatchObject({ completed: 1 });
      expect(status!.wires['box.result to show.n']).toMatchObject({ count: 1 });
      expect(status!.wires['box/first.out to box/second.n']).toMatchObject({ count: 1 });
      expect(await client.call('network.value', { path, node: 'box', port: 'result' })).toEqual({ json: '30' });
      expect(await client.call('network.value', { path, node: 'box/first', port: 'out' })).toEqual({ json: '10' });
      expect((await client.call('network.history', { path, node: 'box' })).messages).toHaveLength(1);
      await expect.poll(() => values.some(({ node }) => node === 'box')).toBe(true);
      const { entries } = await client.call('state.list', { namespace: 'reflow/main' });
      expect(entries.map(({ actorId, json }) => [actorId, json])).toContainEqual(['box/first', '1']);
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
});
