import { describe, expect, it } from 'vitest';
import type { NetworkStatus, NodeStatus } from '#shared/rpc/live/networkStatus.ts';
import { recordStatus } from './runHistory.ts';

const status = (state: NetworkStatus['state'], runId: string | null, count = 0, failed = 0): NetworkStatus => ({
  path: 'weather.graph.json',
  state,
  runId,
  startedAt: runId === null ? null : 1000,
  error: null,
  staleGraph: null,
  nodes: { mean: { failed } as NodeStatus },
  wires: { 'a.out to b.in': { count, rate: 0, queued: 0, fill: 0, parked: 0, held: null } },
  rate: 0,
  sandboxes: 0,
});

describe('the history of runs', () => {
  it('[E7] a run is one row from start to end, newest first', () => {
    let runs = recordStatus([], status('running', 'r1', 5), 1000);
    runs = recordStatus(runs, status('running', 'r1', 9, 1), 2000);
    runs = recordStatus(runs, status('stopped', 'r1', 10, 1), 3000);
    runs = recordStatus(runs, status('running', 'r2'), 4000);
    expect(runs.map((run) => `${run.runId} ${run.state} ${run.messages} ${run.failures} ${run.endedAt}`)).toEqual([
      'r2 running 0 0 null',
      'r1 stopped 10 1 3000',
    ]);
  });

  it('[E7] the end of a run does not move when its status is told again', () => {
    const runs = recordStatus([], status('idle', 'r1', 3), 3000);
    expect(recordStatus(runs, status('idle', 'r1', 3), 9000)).toBe(runs);
  });

  it('[E7] an idle run that gets messages again goes on', () => {
    const runs = recordStatus([], status('idle', 'r1', 3), 3000);
    expect(recordStatus(runs, status('running', 'r1', 4), 4000)[0]?.endedAt).toBeNull();
  });

  it('[E7] a graph that has not been run has no row', () => {
    expect(recordStatus([], status('stopped', null), 1)).toEqual([]);
  });
});
