import { describe, expect, it } from 'vitest';
import { connectionName } from '#shared/graph/graph.ts';
import { applyEdits, invertEdits } from '#shared/graph/graphEdit.ts';
import { component } from '#shared/actor/componentFixture.ts';
import { byId, graphAfter } from './graphFixtures.ts';
import { addNode, connectPorts, moveNodes, removeParts, renameNode, toggleDisabled } from './graphSteps.ts';
import { newNodeId } from './nodeId.ts';

const source = component('Source', { out: { row: 'object' } });
const mean = component('Mean', { in: { row: 'object' }, out: { mean: 'float' } }, { badge: 'typescript' });
const components = byId(source, mean);
const wired = graphAfter(
  (graph) => addNode(graph, components, source, { x: 0.4, y: 10 }),
  (graph) =>
    addNode(
      graph,
      components,
      mean,
      { x: 300, y: 10 },
      { end: { node: 'Source', port: 'row', side: 'outports' }, port: 'row' },
    ),
);

describe('graph steps', () => {
  it('[E1] gives new nodes readable ids, with a number when the name is taken', () => {
    const taken = new Set(['Mean', 'Mean2', 'Top10']);
    expect(newNodeId('Source', (id) => taken.has(id))).toBe('Source');
    expect(newNodeId('Mean', (id) => taken.has(id))).toBe('Mean3');
    expect(newNodeId('Top10', (id) => taken.has(id))).toBe('Top2');
  });

  it('[E2] adds a node and its wire in one step, with runtime and place', () => {
    expect(wired.processes['Mean']).toMatchObject({ component: 'Mean', scriptRuntime: 'javascript' });
    expect(wired.processes['Source']!.metadata).toEqual({ studio: { x: 0, y: 10 } });
    expect(wired.connections.map(connectionName)).toEqual(['Source.row to Mean.row']);
    expect(wired.connections[0]!.from!.portType).toEqual({ type: 'object' });
  });

  it('[E3] deletes a node with its wires, exported ports and group entries; the inverse brings all of it back', () => {
    const graph = {
      ...wired,
      inports: { rows: { ...wired.connections[0]!.to } },
      groups: [
        { id: 'alone', nodes: ['Mean'], metadata: {} },
        { id: 'both', nodes: ['Source', 'Mean'], metadata: {} },
      ],
    };
    const step = removeParts(graph, ['Mean'], []);
    const after = applyEdits(graph, step.edits);
    expect(Object.keys(after.processes)).toEqual(['Source']);
    expect(after.connections).toEqual([]);
    expect(after.inports).toEqual({});
    expect(after.groups).toEqual([{ id: 'both', nodes: ['Source'], metadata: {} }]);
    expect(applyEdits(after, invertEdits(step.edits))).toEqual(graph);
  });

  it('[E3] deletes wires by name and leaves the rest', () => {
    const after = applyEdits(wired, removeParts(wired, [], ['Source.row to Mean.row']).edits);
    expect(after.connections).toEqual([]);
    expect(Object.keys(after.processes)).toEqual(['Source', 'Mean']);
  });

  it('[G3] moves keep places whole and under metadata.studio, and what did not move makes no edit', () => {
    const step = moveNodes(
      wired,
      new Map([
        ['Mean', { x: 310.6, y: 20.2 }],
        ['Source', { x: 0.2, y: 10 }],
      ]),
    );
    expect(step).toMatchObject({ label: 'Move Mean' });
    expect(applyEdits(wired, step.edits).processes['Mean']!.metadata).toEqual({ studio: { x: 311, y: 20 } });
  });

  it('[E1] renames by title and goes back to the id', () => {
    const renamed = applyEdits(wired, renameNode(wired, 'Mean', 'Weekly mean').edits);
    expect(renamed.processes['Mean']!.metadata['studio']).toMatchObject({ title: 'Weekly mean' });
    const back = applyEdits(renamed, renameNode(renamed, 'Mean', '').edits);
    expect(back).toEqual(wired);
  });

  it('[E1] disables all of a mixed selection, then enables all', () => {
    const one = applyEdits(wired, toggleDisabled(wired, ['Mean']).edits);
    const both = applyEdits(one, toggleDisabled(one, ['Mean', 'Source']).edits);
    expect(Object.values(both.processes).map((node) => node.metadata['disabled'])).toEqual([true, true]);
    expect(applyEdits(both, toggleDisabled(both, ['Mean', 'Source']).edits)).toEqual(wired);
  });

  it('[E2] makes no wire between two outports', () => {
    const ends = [
      { node: 'Source', port: 'row', side: 'outports' },
      { node: 'Mean', port: 'mean', side: 'outports' },
    ] as const;
    expect(connectPorts(wired, components, ...ends).edits).toEqual([]);
  });
});
