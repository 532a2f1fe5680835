import { describe, expect, it } from 'vitest';
import { connectionName, type Graph } from '#shared/graph/graph.ts';
import { applyEdits, invertEdits, type GraphStep } from '#shared/graph/graphEdit.ts';
import { addComment, changeComment, commentsOf } from './comments.ts';
import { copyParts, pasteParts } from './clipboard.ts';
import { findInGraph } from './findInGraph.ts';
import { component } from '#shared/actor/componentFixture.ts';
import { byId, graphAfter } from './graphFixtures.ts';
import { addNode, connectPorts, moveNodes, reconnectWire, removeParts, toggleDisabled } from './graphSteps.ts';
import { groupName, renameGroup, toggleGroup } from './groupSteps.ts';
import { insertPoint, routedPath, routeWire, wirePoints } from './reroute.ts';

const source = component('Source', { out: { row: 'object' } });
const mean = component('Mean', { in: { row: 'object', other: 'object' }, out: { mean: 'float' } });
const components = byId(source, mean);
const wire = 'Source.row to Mean.row';
const graph = graphAfter(
  (before) => addNode(before, components, source, { x: 0, y: 0 }),
  (before) => addNode(before, components, mean, { x: 300, y: 0 }),
  (before) =>
    connectPorts(
      before,
      components,
      { node: 'Source', port: 'row', side: 'outports' },
      { node: 'Mean', port: 'row', side: 'inports' },
    ),
);

/** Applies a step, and checks that its inverse brings back what was there. */
function apply(before: Graph, step: GraphStep): Graph {
  const after = applyEdits(before, step.edits);
  expect(applyEdits(after, invertEdits(step.edits))).toEqual(before);
  return after;
}

describe('comments', () => {
  it('[E1, G3] are added, written, sized, moved and deleted under the studio property, each an undoable step', () => {
    const added = addComment(graph, { x: 10.4, y: 20 }, 'why');
    let now = apply(graph, added);
    expect(commentsOf(now)).toEqual([{ id: added.id, text: 'why', x: 10, y: 20, width: 240, height: 96 }]);
    expect(Object.keys(now.properties)).toEqual(['name', 'studio']);
    now = apply(now, changeComment(now, added.id, { text: 'because', width: 10, height: 300.2 }));
    expect(commentsOf(now)[0]).toMatchObject({ text: 'because', width: 96, height: 300 });
    const places = new Map([[added.id, { x: -5, y: 7 }]]);
    now = apply(now, moveNodes(now, new Map([['Mean', { x: 310, y: 0 }]]), 'Move', places));
    expect(commentsOf(now)[0]).toMatchObject({ x: -5, y: 7 });
    now = apply(now, removeParts(now, [], [], [added.id]));
    expect(now.properties).toEqual(graph.properties);
  });

  it('[E3] no edit comes of writing what is there', () => {
    const now = apply(graph, addComment(graph, { x: 0, y: 0 }, 'same'));
    expect(changeComment(now, 'comment 1', { text: 'same' }).edits).toEqual([]);
  });
});

describe('points of a wire', () => {
  const routed = apply(graph, routeWire(graph, wire, [{ x: 100.4, y: 200 }]));

  it('[E1, G3] lead it where they lie, kept under its own studio metadata', () => {
    expect(wirePoints(routed.connections[0]!)).toEqual([{ x: 100, y: 200 }]);
    expect(routed.connections[0]!.metadata).toEqual({ studio: { points: [{ x: 100, y: 200 }] } });
    expect(apply(routed, routeWire(routed, wire, []))).toEqual(graph);
    const path = routedPath({ x: 0, y: 0 }, wirePoints(routed.connections[0]!), { x: 300, y: 0 });
    expect(path).toMatch(/^M0,0 C.* 100,200 C.* 300,0$/);
  });

  it('[E1] a new one goes into the stretch that is nearest', () => {
    const points = insertPoint({ x: 0, y: 0 }, [{ x: 100, y: 200 }], { x: 300, y: 0 }, { x: 200, y: 110 });
    expect(points).toEqual([
      { x: 100, y: 200 },
      { x: 200, y: 110 },
    ]);
  });

  it('[E1] they move along when both ends do, and stay when one does', () => {
    const both = new Map([
      ['Source', { x: 10, y: 5 }],
      ['Mean', { x: 310, y: 5 }],
    ]);
    expect(wirePoints(apply(routed, moveNodes(routed, both)).connections[0]!)).toEqual([{ x: 110, y: 205 }]);
    const one = new Map([['Source', { x: 10, y: 5 }]]);
    expect(wirePoints(apply(routed, moveNodes(routed, one)).connections[0]!)).toEqual([{ x: 100, y: 200 }]);
  });
});

describe('reconnecting', () => {
  const from = { node: 'Source', port: 'row', side: 'outports' } as const;

  it('[E1] leads an end to another port in one step, keeping place, metadata and points', () => {
    const routed = apply(graph, routeWire(graph, wire, [{ x: 1, y: 2 }]));
    const to = { node: 'Mean', port: 'other', side: 'inports' } as const;
    const now = apply(routed, reconnectWire(routed, components, wire, to, from));
    expect(now.connections.map(connectionName)).toEqual(['Source.row to Mean.other']);
    expect(wirePoints(now.connections[0]!)).toEqual([{ x: 1, y: 2 }]);
    expect(now.connections[0]!.from).toBe(routed.connections[0]!.from);
  });

  it('[E1] changes nothing where it was', () => {
    const to = { node: 'Mean', port: 'row', side: 'inports' } as const;
    expect(reconnectWire(graph, components, wire, from, to).edits).toEqual([]);
  });
});

describe('groups', () => {
  it('[E1, E3] are made, named and taken apart', () => {
    const grouped = apply(graph, toggleGroup(graph, ['Source', 'Mean']));
    const named = apply(grouped, renameGroup(grouped, 'Group 1', 'Weather'));
    expect(groupName(named.groups[0]!)).toBe('Weather');
    expect(apply(named, toggleGroup(named, ['Mean', 'Source'])).groups).toEqual([]);
  });
});

describe('copies', () => {
  it('[E1] carry whole groups, comments and points of wires, at their new place', () => {
    let full = apply(graph, toggleGroup(graph, ['Source', 'Mean']));
    full = apply(full, addComment(full, { x: 0, y: -50 }, 'note'));
    full = apply(full, routeWire(full, wire, [{ x: 100, y: 200 }]));
    const pasted = pasteParts(full, copyParts(full, ['Source', 'Mean'], ['comment 1']))!;
    const now = apply(full, pasted);
    expect(now.groups.map((group) => [group.id, group.nodes])).toEqual([
      ['Group 1', ['Source', 'Mean']],
      ['Group 2', ['Source2', 'Mean2']],
    ]);
    expect(commentsOf(now).map(({ id, y }) => [id, y])).toEqual([
      ['comment 1', -50],
      ['comment 2', -10],
    ]);
    expect(wirePoints(now.connections[1]!)).toEqual([{ x: 140, y: 240 }]);
    const alone = pasteParts(full, copyParts(full, [], ['comment 1']))!;
    expect(alone).toMatchObject({ ids: [], comments: ['comment 2'], label: 'Paste 1 comment' });
  });
});

describe('bypass', () => {
  it('[E1] is another way to switch a node off, and is taken back like it', () => {
    const passed = apply(graph, toggleDisabled(graph, ['Mean'], 'bypass'));
    expect(passed.processes['Mean']!.metadata['disabled']).toBe('bypass');
    const off = apply(passed, toggleDisabled(passed, ['Mean']));
    expect(off.processes['Mean']!.metadata['disabled']).toBe(true);
    expect(apply(passed, toggleDisabled(passed, ['Mean'], 'bypass'))).toEqual(graph);
  });
});

describe('find', () => {
  it('[E1] finds nodes by title, component, port and config, groups by name and comments by text, titles first', () => {
    let full = apply(graph, addComment(graph, { x: 0, y: 0 }, 'The mean of what?'));
    full = apply(full, toggleGroup(full, ['Source']));
    full = apply(full, renameGroup(full, 'Group 1', 'Means'));
    const found = (search: string): string[] =>
      findInGraph(full, components, search).map(({ kind, id }) => `${kind} ${id}`);
    expect(found('mean')).toEqual(['node Mean', 'group Group 1', 'comment comment 1']);
    expect(found('other')).toEqual(['node Mean']);
    expect(found('of what')).toEqual(['comment comment 1']);
    expect(found(' ')).toEqual([]);
  });
});
