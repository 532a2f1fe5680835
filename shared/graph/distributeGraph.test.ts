import { expect, it } from 'vitest';
import type { ComponentDescription } from '../actor/actor.ts';
import { distributeGraph, distributionProblems } from './distributeGraph.ts';
import { connectionName, type Graph } from './graph.ts';
import { readGraph } from './readGraph.ts';

const end = (text: string) => ({ nodeId: text.split('.')[0], portId: text.split('.')[1] });
const wire = (from: string, to: string, shared?: unknown) => ({
  from: end(from),
  to: end(to),
  ...(shared === undefined ? {} : { metadata: { shared } }),
});
const flow = (connections: object[]): Graph =>
  readGraph({
    processes: Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [id, { component: 'C' }])),
    connections: [...connections, { to: end('b.in'), data: 1 }, { to: end('b.factor'), data: 2 }],
    outports: { result: end('a.out') },
  });
const wires = ({ connections }: Graph): string[] => connections.map(connectionName);

it('[P5] a shared connection becomes a stream that one node fills and another reads; others stay wires', () => {
  const graph = flow([wire('a.out', 'b.in', { take_over_ms: 500, longest: 9 }), wire('b.out', 'c.in')]);
  const whole = distributeGraph(graph, 'reflow/f', false);
  expect(wires(whole)).toEqual([
    ...['b.out to c.in', 'initial packet to b.in', 'initial packet to b.factor'],
    ...['a.out to a.out to b.in (sent).in', 'a.out to b.in (received).out to b.in'],
  ]);
  expect(whole.processes['a.out to b.in (sent)']).toMatchObject({
    component: 'native.RedisStreamOut',
    metadata: { config: { stream: 'reflow/f a.out to b.in', longest: 9 } },
  });
  expect(whole.processes['a.out to b.in (received)']).toMatchObject({
    component: 'native.RedisStreamIn',
    metadata: { config: { stream: 'reflow/f a.out to b.in', take_over_ms: 500 } },
  });
});

it('[P5] a worker has what shared connections feed, and no first messages of wired inports', () => {
  const worker = distributeGraph(flow([wire('a.out', 'b.in', true), wire('b.out', 'c.in')]), 'f', true);
  expect(Object.keys(worker.processes)).toEqual(['b', 'c', 'a.out to b.in (received)']);
  expect(wires(worker)).toEqual([
    ...['b.out to c.in', 'initial packet to b.factor', 'a.out to b.in (received).out to b.in'],
  ]);
  expect(worker.outports).toEqual({});
});

it('[P5] where no connection is marked, all are shared', () => {
  const worker = distributeGraph(flow([wire('a.out', 'b.in'), wire('b.out', 'c.in')]), 'f', true);
  expect(Object.values(worker.processes).filter(({ component }) => component.includes('RedisStream'))).toHaveLength(3);
  expect(Object.keys(worker.processes)).toEqual(expect.arrayContaining(['b', 'c', 'b.out to c.in (sent)']));
});

it('[P5] a node that waits for messages of two shared connections is warned of', () => {
  const port = (name: string) => ({ name, port_type: { type: 'any' as const }, required: true, description: '' });
  const component = { inports: [port('in'), port('factor')], awaitAllInports: null } as unknown as ComponentDescription;
  const lookup = { find: () => component, nearest: () => [], configProblems: () => [] };
  expect(distributionProblems(flow([wire('a.out', 'b.in'), wire('c.out', 'b.IN')]), lookup)).toEqual([]);
  expect(distributionProblems(flow([wire('a.out', 'b.in'), wire('c.out', 'b.factor')]), lookup)).toMatchObject([
    { severity: 'warning', node: 'b', message: expect.stringContaining('2 shared connections') },
  ]);
});
