import ELK from 'elkjs/lib/elk.bundled.js';
import { describe, expect, it } from 'vitest';
import { cardSize } from '../cards/cardGeometry.ts';
import { component } from '#shared/actor/componentFixture.ts';
import { byId, graphAfter } from '../../graph/graphFixtures.ts';
import { addNode, connectPorts } from '../../graph/graphSteps.ts';
import { layoutGraph } from './layoutGraph.ts';
import { nodePorts } from '../../graph/nodePorts.ts';

const source = component('Source', { out: { row: 'object' } });
const pair = component('Pair', { in: { a: 'object', b: 'object' }, out: { c: 'object' } });
const components = byId(source, pair);
const graph = graphAfter(
  (before) => addNode(before, components, source, { x: 0, y: 0 }),
  (before) => addNode(before, components, pair, { x: 0, y: 0 }),
  (before) => addNode(before, components, pair, { x: 0, y: 0 }),
  ...[
    ['Source', 'row', 'Pair', 'a'],
    ['Source', 'row', 'Pair2', 'b'],
    ['Pair', 'c', 'Pair2', 'a'],
    ['Pair2', 'c', 'Pair', 'b'],
    ['Pair', 'gone', 'Pair2', 'lost'],
    ['Pair', 'error', 'Pair2', 'a'],
  ].map(
    ([from, out, to, into]) =>
      (before: typeof graph) =>
        connectPorts(
          before,
          components,
          { node: from!, port: out!, side: 'outports' },
          { node: to!, port: into!, side: 'inports' },
        ),
  ),
);

const sizeOf = (id: string) => {
  const node = graph.processes[id]!;
  const component = components.get(node.component);
  return cardSize(node, component, nodePorts(graph, id, component));
};

describe('auto-layout', () => {
  it('[E1] places every node from left to right without overlap, loops and unknown ports included', async () => {
    const places = await layoutGraph(new ELK(), graph, components);
    expect([...places.keys()]).toEqual(['Source', 'Pair', 'Pair2']);
    expect(places.get('Source')!.x).toBeLessThan(places.get('Pair')!.x);
    const boxes = [...places].map(([id, place]) => ({
      ...place,
      ...sizeOf(id),
    }));
    for (const [index, a] of boxes.entries())
      for (const b of boxes.slice(index + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart).toBe(true);
      }
  });

  it('[E1] lays out a part alone', async () => {
    const places = await layoutGraph(new ELK(), graph, components, new Set(['Pair', 'Pair2']));
    expect([...places.keys()]).toEqual(['Pair', 'Pair2']);
  });
});
