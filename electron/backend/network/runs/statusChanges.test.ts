import { expect, it } from 'vitest';
import type { NetworkStatus, NodeStatus, WireStatus } from '#shared/rpc/live/networkStatus.ts';
import { StatusChanges } from './statusChanges.ts';

const status = (runId: string, counts: Record<string, number>, rate = 0): NetworkStatus => ({
  ...{ path: 'g', state: 'running', runId, startedAt: 1, error: null, staleGraph: null, rate, sandboxes: 0 },
  nodes: Object.fromEntries(Object.entries(counts).map(([id, completed]) => [id, { completed } as NodeStatus])),
  wires: Object.fromEntries(Object.entries(counts).map(([id, count]) => [id, { count } as WireStatus])),
});

it('[N13] a watched run is told whole once, then only what changed', () => {
  const changes = new StatusChanges();
  const first = status('r', { a: 1, b: 1 });
  expect(changes.next(first)).toBe(first);
  expect(changes.next(status('r', { a: 1, b: 1 }))).toBeUndefined();
  expect(changes.next(status('r', { a: 1, b: 2 }))).toEqual({ ...status('r', { b: 2 }), onlyChanged: true });
  expect(changes.next(status('r', { a: 1, b: 2 }, 5))).toEqual({ ...status('r', {}, 5), onlyChanged: true });
  const added = status('r', { a: 1, b: 2, c: 0 });
  expect(changes.next(added)).toBe(added);
  const removed = status('r', { a: 1 });
  expect(changes.next(removed)).toBe(removed);
  const again = status('s', { a: 1 });
  expect(changes.next(again)).toBe(again);
});
