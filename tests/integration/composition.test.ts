import { describe, expect, it } from 'vitest';
import { composedWorkspace, connectedWorkspace } from '#shared/rpc/contract.ts';
import { Folder, reflowStudio, Served } from './commandLine.ts';

const graph = (more: object) => JSON.stringify({ connections: [], ...more });
const start = {
  processes: { one: { component: 'Inject', metadata: { config: { payload: 21, count: 1, interval: 0 } } } },
  outports: { number: { nodeId: 'one', portId: 'out', portType: 'integer' } },
};
const wired = {
  ...start,
  externalConnections: [
    { connectionId: 'c', targetGraph: 'end', fromProcess: 'one', fromPort: 'out', toProcess: 'last', toPort: 'in' },
  ],
};
const end = {
  processes: { last: { component: 'Map', metadata: { config: { expression: '$ * 2' } } } },
  inports: { number: { nodeId: 'last', portId: 'in', portType: { type: 'integer' } } },
};

describe('a workspace composed of its graphs', () => {
  it('[G6][G7] composes over RPC, runs as one, without a window too, and validate tells of what a graph lacks among others', async () => {
    await using folder = await Folder.make({
      'reflow.yaml': '',
      'a/start.graph.json': graph(wired),
      'b/end.graph.json': graph({
        ...end,
        graphDependencies: [{ graphName: 'start', namespace: 'a', required: true }],
      }),
    });
    await using server = await Served.start(folder.root);
    const client = await server.connect();
    const path = composedWorkspace;
    try {
      const composed = await client.call('workspace.compose', {});
      expect(composed.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(composed.graphs.map(({ name }) => name)).toEqual(['start', 'end']);
      await expect(client.call('workspace.compose', { graphs: ['none.graph.json'] })).rejects.toThrow(
        'none.graph.json is no graph of the workspace.',
      );
      const flat = await client.call('workspace.compose', { namespaces: 'Flatten' });
      expect(flat.namespaces).toEqual({ default: ['start', 'end'] });
      await client.call('network.start', { path });
      const value = () => client.call('network.value', { path, node: 'end/last', port: 'out' });
      await expect.poll(value, { timeout: 15_000 }).toEqual({ json: '42' });
      expect((await client.call('network.status', { path })).nodes).toHaveProperty('start');
      await client.call('network.stop', { path });

      await folder.write('a/start.graph.json', graph(start));
      const suggested = async () => (await client.call('workspace.compose', {})).suggestions;
      await expect
        .poll(suggested)
        .toEqual([
          { fromGraph: 'start', fromInterface: 'number', toGraph: 'end', toInterface: 'number', confidence: 1 },
        ]);
      expect((await client.call('workspace.compose', {})).graph.connections).toEqual([]);
      await client.call('network.start', { path: connectedWorkspace });
      const connected = () => client.call('network.value', { path: connectedWorkspace, node: 'end/last', port: 'out' });
      await expect.poll(connected, { timeout: 15_000 }).toEqual({ json: '42' });
    } finally {
      client.close();
    }
    await folder.write('a/start.graph.json', graph(wired));
    await folder.write('b/end.graph.json', graph({ ...end, outports: { doubled: { nodeId: 'last', portId: 'out' } } }));
    const ran = await reflowStudio(['run', folder.root]);
    expect(ran).toMatchObject({ code: 0, stdout: '{"node":"end","port":"doubled","data":42}\n' });
    const lost = {
      connectionId: 'c',
      targetGraph: 'start',
      fromProcess: 'last',
      fromPort: 'out',
      toNode: 'one',
      toPort: 'lost',
    };
    const more = {
      graphDependencies: ['gone'],
      externalConnections: [{ ...lost, targetGraph: 'nowhere' }, lost],
      providedInterfaces: { doubled: { processName: 'last', portName: 'missing' } },
    };
    await folder.write('b/end.graph.json', graph({ ...end, ...more }));
    const validated = await reflowStudio(['validate', folder.path('b/end.graph.json'), '--json']);
    expect(validated.code).toBe(1);
    for (const sentence of [
      'depends on the graph gone',
      'External connection c of end: there is no graph nowhere.',
      'External connection c of end: start has no inport one.lost.',
      'The interface doubled of b.end names last.missing',
    ])
      expect(validated.stdout).toContain(sentence);
  });
});
