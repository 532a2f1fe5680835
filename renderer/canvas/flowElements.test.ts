import { describe, expect, it } from 'vitest';
import { applyEdits } from '#shared/graph/graphEdit.ts';
import { component } from '#shared/actor/componentFixture.ts';
import { byId, graphAfter } from '../graph/graphFixtures.ts';
import { flowNodes, flowWires, type FlowInput } from './flowElements.ts';
import { addNode, connectPorts, moveNodes } from '../graph/graphSteps.ts';

const source = component('Source', { out: { row: 'object' } });
const mean = component('Mean', { in: { Row: 'object' }, out: { mean: 'float' } });
const components = byId(source, mean);
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
const input: FlowInput = { graph, components, selected: new Set(), placed: new Map() };

describe('elements of the canvas', () => {
  it('[B9] keeps the objects of nodes and wires that did not change', () => {
    const nodes = flowNodes(input, []);
    const wires = flowWires(graph, components, new Set(), []);
    const moved = applyEdits(graph, moveNodes(graph, new Map([['Mean', { x: 400, y: 8 }]])).edits);
    const after = flowNodes({ ...input, graph: moved }, nodes);
    expect(after[0]).toBe(nodes[0]);
    expect(after[1]!.position).toEqual({ x: 400, y: 8 });
    expect(flowWires(moved, components, new Set(), wires)[0]).toBe(wires[0]);
    const selected = flowNodes({ ...input, selected: new Set(['Source']) }, nodes);
    expect(selected.map((node, index) => node === nodes[index])).toEqual([false, true]);
  });

  it('[B9] leaves a node where it is being dragged while something else changes', () => {
    const nodes = flowNodes(input, []).map((node) => ({ ...node, position: { x: 77, y: 7 }, dragging: true }));
    const updated = byId(component('Source', { out: { row: 'object', more: 'any' } }), mean);
    const after = flowNodes({ ...input, components: updated }, nodes);
    expect(after.map((node) => node.position)).toEqual([
      { x: 77, y: 7 },
      { x: 77, y: 7 },
    ]);
    expect(after[1]).toBe(nodes[1]);
  });

  it('[G2] leads a wire to its port whatever the case it was written in', () => {
    expect(flowWires(graph, components, new Set(), [])[0]).toMatchObject({
      ariaLabel: 'Source.row to Mean.row',
      sourceHandle: 'row',
      targetHandle: 'Row',
    });
    expect(flowNodes(input, [])[1]!.data.ports.inports.map((port) => port.name)).toEqual(['Row']);
  });

  it('[G5] shows a placeholder with its wires for an unknown component', () => {
    const nodes = flowNodes({ ...input, components: byId(mean) }, []);
    expect(nodes[0]!.data.component).toBeUndefined();
    expect(nodes[0]!.handles!.map((handle) => handle.id)).toEqual(['row', 'error']);
    expect(flowWires(graph, byId(mean), new Set(), [])).toHaveLength(1);
  });

  it('[G3] places nodes without a layout, and moves them when places become known', () => {
    const bare = { ...graph, processes: { Source: { ...graph.processes['Source']!, metadata: {} } }, connections: [] };
    const nodes = flowNodes({ ...input, graph: bare }, []);
    const placed = flowNodes({ ...input, graph: bare, placed: new Map([['Source', { x: 5, y: 6 }]]) }, nodes);
    expect(placed[0]!.position).toEqual({ x: 5, y: 6 });
  });
});
