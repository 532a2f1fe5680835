import { expect, it } from 'vitest';
import type { ValuePreview } from '#shared/message/preview.ts';
import type { NetworkChange, NetworkStatus, NodeStatus } from '#shared/rpc/live/networkStatus.ts';
import { createSession } from './createSession.ts';
import { LiveFeed, shareStatus } from './liveFeed.ts';
import { valueKey } from './session.ts';

const node = (completed: number): NodeStatus => ({
  state: 'running',
  completed,
  failed: 0,
  rate: 1,
  latency: 1,
  queued: 0,
  waitingFor: ['a'],
  lastError: null,
  staleCode: null,
});
const status = (nodes: Record<string, NodeStatus>): NetworkStatus => ({
  path: 'test.graph.json',
  state: 'running',
  runId: 'run',
  startedAt: 0,
  error: null,
  staleGraph: null,
  nodes,
  wires: {},
  rate: 1,
  sandboxes: 1,
});
const preview = (chip: string): ValuePreview => ({ type: 'Integer', chip, json: chip, truncated: false, bytes: 1 });

it('[N13] takes a flood in one change a frame, with the last value and the whole count', () => {
  const { store } = createSession(() => {
    throw new Error('not asked');
  });
  const frames: (() => void)[] = [];
  const feed = new LiveFeed(store, (work) => frames.push(work));
  let changes = 0;
  store.subscribe(() => changes++);
  for (let message = 1; message <= 5000; message++)
    feed.values([
      { node: 'a', port: 'out', preview: preview(String(message)), count: 1, total: message, timestamp: message },
    ]);
  feed.status(status({ a: node(5000) }));
  expect([frames.length, changes]).toEqual([1, 0]);
  frames.shift()!();
  expect(changes).toBe(1);
  expect(store.getState().values.get(valueKey('a', 'out'))).toEqual({
    preview: preview('5000'),
    count: 5000,
    timestamp: 5000,
  });
  // Whoever asks anew, as after a lost connection, hears of all once more.
  feed.values([{ node: 'a', port: 'out', preview: preview('x'), count: 5007, total: 5007, timestamp: 6000 }]);
  frames.shift()!();
  expect(store.getState().values.get(valueKey('a', 'out'))!.count).toBe(5007);
});

it('[N13] brings nothing more once it has ended', () => {
  const { store } = createSession(() => {
    throw new Error('not asked');
  });
  const frames: (() => void)[] = [];
  const feed = new LiveFeed(store, (work) => frames.push(work));
  feed.status(status({}));
  feed.end();
  frames.shift()!();
  expect(store.getState().network).toBeNull();
});

it('[B9] keeps the records of nodes that say the same, so that only the others render', () => {
  const before = status({ a: node(1), b: node(1) });
  const after = shareStatus(before, status({ a: node(1), b: node(2) }));
  expect(after.nodes['a']).toBe(before.nodes['a']);
  expect(after.nodes['b']).not.toBe(before.nodes['b']);
  const failed = { ...node(1), lastError: { type: 'E', message: 'm', stack: '', port: null } };
  expect(shareStatus(before, status({ a: failed })).nodes['a']).toBe(failed);
  expect(shareStatus(status({ a: failed }), status({ a: node(1) })).nodes['a']!.lastError).toBeNull();
});

it('[N13] takes in only what changed, before and after a frame', () => {
  const { store } = createSession(() => {
    throw new Error('not asked');
  });
  const frames: (() => void)[] = [];
  const feed = new LiveFeed(store, (work) => frames.push(work));
  const change = (nodes: NetworkChange['nodes']): NetworkChange => ({ ...status({}), nodes });
  feed.status(status({ a: node(1), b: node(1) }));
  feed.change(change({ b: { completed: 2 } }));
  frames.shift()!();
  const first = store.getState().network!.nodes;
  expect(first).toEqual({ a: node(1), b: node(2) });
  feed.change(change({ a: { completed: 3 } }));
  feed.change(change({ a: { rate: 9 } }));
  frames.shift()!();
  const second = store.getState().network!.nodes;
  expect(second).toEqual({ a: { ...node(3), rate: 9 }, b: node(2) });
  expect(second['b']).toBe(first['b']);
  // What was told outside of it, as of a pause, does not go back when only values arrive.
  const paused = status({ a: { ...node(3), state: 'paused' } });
  store.setState({ network: paused });
  feed.values([{ node: 'a', port: 'out', preview: preview('1'), count: 1, total: 1, timestamp: 1 }]);
  frames.shift()!();
  expect(store.getState().network).toBe(paused);
});
