import { describe, expect, it } from 'vitest';
import { connectionName, edgeEnd, emptyGraph, type Graph } from '#shared/graph/graph.ts';
import { applyEdits, invertEdits } from '#shared/graph/graphEdit.ts';
import { addComment, commentsOf } from './comments.ts';
import { editsOf, extractSubgraph } from './extractSubgraph.ts';
import { component } from '#shared/actor/componentFixture.ts';
import { byId, graphAfter } from './graphFixtures.ts';
import { addNode, connectPorts, toggleDisabled } from './graphSteps.ts';
import { toggleGroup } from './groupSteps.ts';
import { routeWire, wirePoints } from './reroute.ts';
import { unpackSubgraph } from './unpackSubgraph.ts';

const pass = component('Pass', { in: { a: 'object', b: 'integer' }, out: { x: 'object', y: 'float' } });
const components = byId(pass);
const at = (id: string, port: string, side: 'inports' | 'outports') => ({ node: id, port, side });
const wired = (from: string, out: string, to: string, into: string) => (graph: Graph) =>
  connectPorts(graph, components, at(from, out, 'outports'), at(to, into, 'inports'));

// Pass → Pass2 → Pass3 → Pass4, with Pass also to Pass3.a, and an initial packet inside.
const graph = graphAfter(
  ...[0, 300, 600, 900].map((x) => (before: Graph) => addNode(before, components, pass, { x, y: 40 })),
  wired('Pass', 'x', 'Pass2', 'a'),
  wired('Pass2', 'x', 'Pass3', 'b'),
  wired('Pass', 'x', 'Pass3', 'a'),
  wired('Pass3', 'y', 'Pass4', 'b'),
  wired('Pass3', 'error', 'Pass4', 'a'),
  (before) => toggleGroup(before, ['Pass2', 'Pass3']),
  (before) => toggleGroup(before, ['Pass', 'Pass2']),
  (before) => routeWire(before, 'Pass2.x to Pass3.b', [{ x: 580, y: 300 }]),
  () => ({
    label: 'Packet and exports',
    edits: [
      {
        kind: 'connection',
        index: 2,
        before: null,
        after: { from: null, to: edgeEnd('Pass2', 'b'), metadata: {}, data: 7 },
      },
      { kind: 'port', side: 'outports', name: 'result', before: null, after: edgeEnd('Pass3', 'x') },
    ],
  }),
);
const { inner, step } = extractSubgraph(graph, components, ['Pass2', 'Pass3'], 'Middle')!;
const outer = applyEdits(graph, step.edits);

describe('making a subgraph', () => {
  it('[E1, N11] exports each port that a wire crossed the border at, under a name that is free', () => {
    expect(Object.entries(inner.inports).map(([name, end]) => [name, end.nodeId, end.portId])).toEqual([
      ['a', 'Pass2', 'a'],
      ['Pass3_a', 'Pass3', 'a'],
    ]);
    expect(inner.inports['a']!.portType).toEqual({ type: 'object' });
    expect(Object.entries(inner.outports).map(([name, end]) => [name, end.nodeId, end.portId])).toEqual([
      ['y', 'Pass3', 'y'],
      ['Pass3_error', 'Pass3', 'error'],
      ['x', 'Pass3', 'x'],
    ]);
    expect(inner.connections.map(connectionName)).toEqual(['Pass2.x to Pass3.b', 'initial packet to Pass2.b']);
    expect(inner.properties).toEqual({ name: 'Middle' });
    expect(inner.groups.map((group) => group.nodes)).toEqual([['Pass2', 'Pass3']]);
  });

  it('[E1, N11] puts one node in their place that keeps every wire, exported port and group', () => {
    expect(outer.processes['Middle']).toMatchObject({ component: 'Middle', metadata: { studio: { x: 450, y: 40 } } });
    expect(outer.connections.map(connectionName)).toEqual([
      'Pass.x to Middle.a',
      'Pass.x to Middle.Pass3_a',
      'Middle.y to Pass4.b',
      'Middle.Pass3_error to Pass4.a',
    ]);
    expect(outer.outports['result']).toMatchObject({ nodeId: 'Middle', portId: 'x' });
    expect(outer.groups.map((group) => group.nodes)).toEqual([['Pass', 'Middle']]);
    expect(applyEdits(outer, invertEdits(step.edits))).toEqual(graph);
    expect(applyEdits(emptyGraph('Middle'), editsOf(inner))).toEqual(inner);
  });

  it('[E1] makes none of nothing', () => {
    expect(extractSubgraph(graph, components, ['gone'], 'Nothing')).toBeUndefined();
  });
});

describe('unpacking a subgraph', () => {
  const unpacked = unpackSubgraph(outer, 'Middle', inner);
  const after = applyEdits(outer, unpacked.edits);

  it('[E1, N11] brings back nodes, wires, packets, groups, exported ports and the points of wires', () => {
    expect(Object.keys(after.processes).toSorted()).toEqual(Object.keys(graph.processes).toSorted());
    expect(after.connections.map(connectionName).toSorted()).toEqual(graph.connections.map(connectionName).toSorted());
    expect(after.outports['result']).toMatchObject({ nodeId: 'Pass3', portId: 'x' });
    expect(after.groups.map((group) => group.nodes)).toEqual([
      ['Pass', 'Pass2', 'Pass3'],
      ['Pass2', 'Pass3'],
    ]);
    expect(after.processes['Pass2']!.metadata).toEqual(graph.processes['Pass2']!.metadata);
    const routed = after.connections.find((one) => connectionName(one) === 'Pass2.x to Pass3.b')!;
    expect(wirePoints(routed)).toEqual([{ x: 580, y: 300 }]);
    expect(applyEdits(after, invertEdits(unpacked.edits))).toEqual(outer);
  });

  it('[E1] gives fresh ids where the graph has them already, and brings comments along', () => {
    const noted = applyEdits(inner, addComment(inner, { x: 0, y: -100 }, 'inside').edits);
    const crowded = applyEdits(outer, addNode(outer, components, { ...pass, name: 'Pass2' }, { x: 0, y: 0 }).edits);
    const result = unpackSubgraph(crowded, 'Middle', noted);
    const now = applyEdits(crowded, result.edits);
    expect(result.ids.toSorted()).toEqual(['Pass3', 'Pass5']);
    expect(now.connections.map(connectionName)).toContain('Pass.x to Pass5.a');
    expect(commentsOf(now)).toMatchObject([{ text: 'inside', x: 300, y: -60 }]);
  });

  it('[E1] leaves out wires to ports that the inner graph does not export; a disabled subgraph stays disabled', () => {
    const { a: _, ...inports } = inner.inports;
    const off = applyEdits(outer, toggleDisabled(outer, ['Middle']).edits);
    const now = applyEdits(off, unpackSubgraph(off, 'Middle', { ...inner, inports }).edits);
    expect(now.connections.map(connectionName)).not.toContain('Pass.x to Pass2.a');
    expect(now.processes['Pass2']!.metadata['disabled']).toBe(true);
  });
});
