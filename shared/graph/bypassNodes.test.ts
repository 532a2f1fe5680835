import { describe, expect, it } from 'vitest';
import type { ComponentDescription } from '../actor/actor.ts';
import { bypassNodes } from './bypassNodes.ts';
import type { ComponentLookup } from './componentLookup.ts';
import { connectionName, edgeEnd, emptyGraph, type Graph, type GraphNode } from './graph.ts';
import { parsePortType } from '../actor/portType.ts';
import { expandSubgraphs } from './subgraph/expandSubgraphs.ts';

const ports = (written: Record<string, string>) =>
  Object.entries(written).map(([name, type]) => ({
    ...{ name, port_type: parsePortType(type)!, required: true, description: '' },
  }));
const described: Record<string, { in: Record<string, string>; out: Record<string, string> }> = {
  Pass: { in: { text: 'string', n: 'integer' }, out: { f: 'float', more: 'float' } },
  Sink: { in: { n: 'any' }, out: {} },
};
const components: ComponentLookup = {
  find: (name) => {
    const known = described[name];
    return known && ({ inports: ports(known.in), outports: ports(known.out) } as ComponentDescription);
  },
  nearest: () => [],
  configProblems: () => [],
};

function graphOf(bypassed: readonly string[], wires: readonly string[]): Graph {
  const node = (id: string): GraphNode => ({
    ...{ id, component: id.startsWith('sink') ? 'Sink' : 'Pass', scriptRuntime: null },
    metadata: bypassed.includes(id) ? { disabled: 'bypass' } : {},
  });
  const names = ['a', 'b', 'c', 'sink', 'sink2'];
  const end = (text: string) => edgeEnd(text.split('.')[0]!, text.split('.')[1]!);
  return {
    ...emptyGraph('test'),
    processes: Object.fromEntries(names.map((name) => [name, node(name)])),
    connections: wires.map((wire) => {
      const [from, to] = wire.split(' ') as [string, string];
      return { from: end(from), to: end(to), metadata: {} };
    }),
    inports: { in: end('b.N') },
    outports: { out: end('b.f') },
  };
}
const wiresOf = (graph: Graph): string[] => graph.connections.map(connectionName);

describe('bypass', () => {
  it('[E1] messages of the first inport that fits an outport go on where that led; other wires are left out', () => {
    const graph = graphOf(['b'], ['a.f b.n', 'a.more b.text', 'b.f sink.n', 'b.f sink2.n', 'b.more c.n']);
    const passed = bypassNodes(graph, components);
    expect(wiresOf(passed)).toEqual(['a.f to sink.n', 'a.f to sink2.n']);
    expect(Object.keys(passed.processes)).toEqual(['a', 'c', 'sink', 'sink2']);
  });

  it('[E1] passes through several in a row, and a ring of them leads nowhere', () => {
    expect(wiresOf(bypassNodes(graphOf(['b', 'c'], ['a.f b.n', 'b.f c.n', 'c.f sink.n']), components))).toEqual([
      'a.f to sink.n',
    ]);
    expect(wiresOf(bypassNodes(graphOf(['b', 'c'], ['a.f b.n', 'b.f c.n', 'c.f b.n']), components))).toEqual([]);
  });

  it('[E1] exported ports go past it, too, whatever their case', () => {
    const passed = bypassNodes(graphOf(['b'], ['a.f b.n', 'b.f sink.n']), components);
    expect(passed.inports['in']).toMatchObject({ nodeId: 'sink', portId: 'n' });
    expect(passed.outports['out']).toMatchObject({ nodeId: 'a', portId: 'f' });
  });

  it('[E1] a node whose ports do not fit lets nothing past; without any bypass the graph is the same', () => {
    expect(wiresOf(bypassNodes(graphOf(['sink'], ['a.f sink.n']), components))).toEqual([]);
    const graph = graphOf([], ['a.f b.n']);
    expect(bypassNodes(graph, components)).toBe(graph);
  });

  it('[E1] holds in the graph that runs', () => {
    const graph = graphOf(['b'], ['a.f b.n', 'b.f sink.n']);
    expect(wiresOf(expandSubgraphs(graph, components).graph)).toEqual(['a.f to sink.n']);
  });
});
