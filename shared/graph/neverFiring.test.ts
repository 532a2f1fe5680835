import { expect, it } from 'vitest';
import type { ComponentDescription } from '../actor/actor.ts';
import { neverFiring } from './neverFiring.ts';
import { readGraph } from './readGraph.ts';

const port = (name: string) => ({ name, port_type: { type: 'any' as const }, required: true, description: '' });
const component = { inports: [port('in')], outports: [port('out')], awaitAllInports: null };

function problems(count: number, wires: [number, number][], fed: number[] = []) {
  const end = (node: number, portId: string) => ({ nodeId: `n${node}`, portId });
  const ids = Array.from({ length: count }, (_, n) => `n${n}`);
  const graph = readGraph({
    processes: Object.fromEntries(ids.map((id) => [id, { component: 'C' }])),
    connections: [
      ...wires.map(([from, to]) => ({ from: end(from, 'out'), to: end(to, 'in') })),
      ...fed.map((node) => ({ to: end(node, 'in'), data: 1 })),
    ],
  });
  return neverFiring(graph, new Map(ids.map((id) => [id, component as unknown as ComponentDescription])));
}
const chain = (count: number): [number, number][] => Array.from({ length: count - 1 }, (_, n) => [n + 1, n]);

it('[N2, N13] circles and chains of tens of thousands of nodes are looked through once', () => {
  const count = 10_000;
  expect(problems(count, chain(count), [count - 1])).toEqual([]);
  expect(problems(count, chain(count)).map(({ node }) => node)).toEqual([`n${count - 1}`]);
  const ring = problems(count, [...chain(count), [0, count - 1]]);
  expect(ring).toHaveLength(count);
  expect(ring[5]!.message).toBe(
    'n5 can only wait for itself: n5 → n4 → n3 → n2 → n1 → n0 → n9999 → n9998 → … → n6 → n5.',
  );
}, 60_000);

it('[N2] only nodes on a circle are named, not those before and after it', () => {
  const named = problems(
    6,
    [
      [0, 1],
      [1, 2],
      [2, 1],
      [2, 3],
      [3, 3],
      [3, 4],
      [5, 5],
    ],
    [0],
  );
  expect(named.map(({ message }) => message)).toEqual(['n5 can only wait for itself: n5 → n5.']);
  const unfed = problems(5, [
    [1, 2],
    [2, 1],
    [2, 3],
    [3, 4],
  ]).map(({ node }) => node);
  expect(unfed).toEqual(['n0', 'n1', 'n2']);
});
