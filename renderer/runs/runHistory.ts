import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';

/** One run of a graph, as this window has seen it. */
export interface RunRecord {
  runId: string;
  path: string;
  state: NetworkStatus['state'];
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Null while it goes on. */
  endedAt: number | null;
  /** Messages that passed over wires. */
  messages: number;
  /** Firings that failed. */
  failures: number;
  /** Why it could not start or ended badly. */
  error: string | null;
}

const mostRuns = 200;
const ended = new Set<NetworkStatus['state']>(['stopped', 'failed', 'idle']);

/** The runs, newest first, with what a status says about its own; the same list when it says nothing new. */
export function recordStatus(runs: readonly RunRecord[], status: NetworkStatus, now: number): readonly RunRecord[] {
  const { runId, path, state, error } = status;
  if (runId === null) return runs;
  const known = runs.find((run) => run.runId === runId && run.path === path);
  const isOver = ended.has(state);
  const run: RunRecord = {
    runId,
    path,
    state,
    startedAt: status.startedAt ?? known?.startedAt ?? now,
    endedAt: isOver ? (known?.state === state ? (known.endedAt ?? now) : now) : null,
    messages: sum(status.wires, 'count'),
    failures: sum(status.nodes, 'failed'),
    error,
  };
  if (!known) return [run, ...runs].slice(0, mostRuns);
  return sameRun(known, run) ? runs : runs.map((one) => (one === known ? run : one));
}

function sum<Key extends string>(records: Record<string, Record<Key, number>>, key: Key): number {
  // Of thousands of records many times a second no list is made.
  let total = 0;
  for (const name in records) total += records[name]![key];
  return total;
}

function sameRun(a: RunRecord, b: RunRecord): boolean {
  return (Object.keys(a) as (keyof RunRecord)[]).every((key) => a[key] === b[key]);
}
