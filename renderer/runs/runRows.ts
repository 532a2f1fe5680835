import type { RunSummary } from '#shared/rpc/live/recording.ts';
import type { RunRecord } from './runHistory.ts';

/** A run in the list: as this window saw it, as it was recorded, or both. */
export interface RunRow {
  readonly id: string;
  readonly path: string | null;
  readonly title: string;
  readonly state: string;
  readonly isBad: boolean;
  readonly isUnderWay: boolean;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Messages that passed over wires; null for a run that this window did not see. */
  readonly passed: number | null;
  /** Messages that can be opened. */
  readonly kept: number;
  readonly failures: number;
  readonly error: string | null;
}

/** One row a run, newest first. */
export function runRows(seen: readonly RunRecord[], recorded: readonly RunSummary[]): RunRow[] {
  const summaries = new Map(recorded.map((run) => [run.id, run]));
  const known = new Set(seen.map(({ runId }) => runId));
  const rows = [
    ...seen.map((run) => seenRow(run, summaries.get(run.runId))),
    ...recorded.filter(({ id }) => !known.has(id)).map(recordedRow),
  ];
  return rows.toSorted((a, b) => b.startedAt - a.startedAt);
}

function seenRow(run: RunRecord, summary: RunSummary | undefined): RunRow {
  const { runId, path, state, startedAt, endedAt, messages, failures, error } = run;
  return {
    ...{ id: runId, path, title: path, state, startedAt, endedAt, failures, error },
    isBad: state === 'failed' || error !== null,
    isUnderWay: state === 'running' || state === 'starting',
    passed: messages,
    kept: summary?.messages ?? 0,
  };
}

function recordedRow(run: RunSummary): RunRow {
  const { id, path, graph, state, startedAt, endedAt, messages, failures } = run;
  return {
    ...{ id, path, title: path ?? graph, state, startedAt, endedAt, failures },
    isBad: state === 'interrupted',
    isUnderWay: state === 'running',
    passed: null,
    kept: messages,
    error: state === 'interrupted' ? 'The program ended before the run did.' : null,
  };
}
