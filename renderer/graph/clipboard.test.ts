import { describe, expect, it } from 'vitest';
import { connectionName, edgeEnd, nodeLayout } from '#shared/graph/graph.ts';
import { applyEdits } from '#shared/graph/graphEdit.ts';
import { component } from '#shared/actor/componentFixture.ts';
import { byId, graphAfter } from './graphFixtures.ts';
import { copyParts, isCopied, pasteParts } from './clipboard.ts';
import { addNode } from './graphSteps.ts';

const source = component('Source', { out: { row: 'object' } });
const mean = component('Mean', { in: { row: 'object', big: 'integer' }, out: { mean: 'float' } });
const components = byId(source, mean);
const graph = graphAfter(
  (before) => addNode(before, components, source, { x: 0, y: 10 }),
  (before) =>
    addNode(
      before,
      components,
      mean,
      { x: 300, y: 20 },
      { end: { node: 'Source', port: 'row', side: 'outports' }, port: 'row' },
    ),
  (before) => ({
    label: 'Initial packet',
    edits: [
      {
        kind: 'connection',
        index: before.connections.length,
        before: null,
        after: { from: null, to: edgeEnd('Mean', 'big'), metadata: {}, data: 9007199254740993n },
      },
    ],
  }),
);

describe('clipboard', () => {
  it('[E1] keeps the wires among the copied nodes and their initial packets, under new ids', () => {
    const pasted = pasteParts(graph, copyParts(graph, ['Source', 'Mean']))!;
    const after = applyEdits(graph, pasted.edits);
    expect(pasted.ids).toEqual(['Source2', 'Mean2']);
    expect(after.connections.slice(2).map(connectionName)).toEqual([
      'Source2.row to Mean2.row',
      'initial packet to Mean2.big',
    ]);
    expect(after.connections[3]!.data).toBe(9007199254740993n);
    expect(nodeLayout(after.processes['Mean2']!)).toEqual({ x: 340, y: 60 });
  });

  it('[E1] leaves out wires to nodes that were not copied', () => {
    const pasted = pasteParts(graph, copyParts(graph, ['Mean']))!;
    expect(applyEdits(graph, pasted.edits).connections.slice(2).map(connectionName)).toEqual([
      'initial packet to Mean2.big',
    ]);
  });

  it('[E1] pastes into another graph at a place', () => {
    const other = graphAfter();
    const pasted = pasteParts(other, copyParts(graph, ['Source', 'Mean']), { x: 100, y: 100 })!;
    const after = applyEdits(other, pasted.edits);
    expect(nodeLayout(after.processes['Source']!)).toEqual({ x: 100, y: 100 });
    expect(nodeLayout(after.processes['Mean']!)).toEqual({ x: 400, y: 110 });
  });

  it('[E1] takes nothing else for copied nodes', () => {
    const nonsense = [
      '',
      'hello',
      '{"format":"reflow-studio/nodes"}',
      '{"format":"reflow-studio/nodes","nodes":[{"id":1}],"connections":[]}',
      '{"format":"reflow-studio/nodes","nodes":',
    ];
    expect(nonsense.map(isCopied)).toEqual([false, false, false, false, false]);
    expect(pasteParts(graph, 'hello')).toBeUndefined();
  });
});
