import { describe, expect, it } from 'vitest';
import type { NetworkStatus, NodeStatus } from '#shared/rpc/live/networkStatus.ts';
import type { RunFailure, RunMessage } from '#shared/rpc/live/recording.ts';
import { placeOf, runEntries, searchFailures, stepFrom } from './runEntries.ts';
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

it('[E7, N8] failures stand among the messages of a recorded run where they happened; those after what is listed wait', () => {
  const message = (id: number) => ({ id }) as RunMessage;
  const failure = (after: number) => ({ after, timestamp: after }) as RunFailure;
  const order = (more: boolean) =>
    runEntries([message(1), message(2), message(4)], [failure(9), failure(2), failure(4)], more).map((entry) =>
      entry.kind === 'message' ? entry.message.id : `after ${entry.failure.after}`,
    );
  expect(order(true)).toEqual([1, 2, 'after 2', 4, 'after 4']);
  expect(order(false)).toEqual([1, 2, 'after 2', 4, 'after 4', 'after 9']);
});

describe('walking through a recorded run', () => {
  const failure = {
    node: 'mean',
    after: 5,
    timestamp: 5,
    error: { type: 'ValueError', message: 'Too hot', port: 'in' },
  };
  const failures = [failure as RunFailure];
  const entries = runEntries(
    [2, 4, 6].map((id) => ({ id }) as RunMessage),
    failures,
    false,
  );
  const walked = (from: Parameters<typeof stepFrom>[1], by: number) => {
    const place = placeOf(entries[stepFrom(entries, from, by)]!);
    return place.kind === 'failure' ? 'failure' : place.id;
  };

  it('[E7] steps go over messages and failures alike, and stay within the run', () => {
    expect([walked({ kind: 'message', id: 4 }, 1), walked({ kind: 'message', id: 6 }, -1)]).toEqual([
      'failure',
      'failure',
    ]);
    expect([walked(placeOf(entries[2]!), 1), walked(placeOf(entries[2]!), -1)]).toEqual([6, 4]);
    expect([walked({ kind: 'message', id: 2 }, -1), walked({ kind: 'message', id: 2 }, Infinity)]).toEqual([2, 6]);
    expect(walked(undefined, 1)).toBe(2);
  });

  it('[E7] a step from a message that is not listed leads to its nearest neighbour', () => {
    expect([walked({ kind: 'message', id: 3 }, 1), walked({ kind: 'message', id: 3 }, -1)]).toEqual([4, 2]);
    expect([walked({ kind: 'message', id: 9 }, 1), walked({ kind: 'message', id: 1 }, -1)]).toEqual([6, 2]);
  });

  it('[E7] failures are searched by the title of their node and by what went wrong', () => {
    const found = (search: string) => searchFailures(failures, search, () => 'Rolling mean').length;
    expect([found('rolling HOT'), found('mean.in'), found('cold')]).toEqual([1, 0, 0]);
  });
});
