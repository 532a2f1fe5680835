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
  const whole = (told: NetworkStatus) => ({ kind: 'whole', status: told });
  const changed = (counts: Record<string, number>, rate = 0) => ({
    kind: 'changed',
    change: status('r', counts, rate),
  });
  const first = status('r', { a: 1, b: 1 });
  expect(changes.next(first)).toEqual(whole(first));
  expect(changes.next(status('r', { a: 1, b: 1 }))).toBeUndefined();
  expect(changes.next(status('r', { a: 1, b: 2 }))).toEqual(changed({ b: 2 }));
  expect(changes.next(status('r', { a: 1, b: 2 }, 5))).toEqual(changed({}, 5));
  const added = status('r', { a: 1, b: 2, c: 0 });
  expect(changes.next(added)).toEqual(whole(added));
  const removed = status('r', { a: 1 });
  expect(changes.next(removed)).toEqual(whole(removed));
  const again = status('s', { a: 1 });
  expect(changes.next(again)).toEqual(whole(again));
});

it('[B9, N13] of a node or wire that changed only its new fields are told', () => {
  const changes = new StatusChanges();
  const of = (waitingFor: string[], queued: number): NetworkStatus => ({
    ...status('r', { a: 1 }),
    nodes: { a: { completed: 1, queued, waitingFor } as NodeStatus },
  });
  changes.next(of(['x'], 0));
  expect(changes.next(of(['x'], 3))).toEqual({
    kind: 'changed',
    change: { ...status('r', {}), nodes: { a: { queued: 3 } }, wires: {} },
  });
  expect(changes.next(of([], 3))).toMatchObject({ change: { nodes: { a: { waitingFor: [] } } } });
  expect(changes.next(of([], 3))).toBeUndefined();
});
