import { goesOn, type RunDatabase, type RunRecord } from './runDatabase.ts';

/** Bounds of what is kept of runs. */
export interface RecordingLimits {
  /** Bytes, over all runs. */
  maxBytes: number;
  /** Milliseconds. */
  maxAge: number;
}

const mostRuns = 1000;

/**
 * Takes away what is too old, then the oldest until the rest fits (N8): runs that are over whole, of those that go on their first messages.
 * Runs that another program goes on with are its own affair. Call inside `RunDatabase.write`.
 * @param running the runs of this program that go on, by id; their counts are brought up to date
 */
export function prune(
  database: RunDatabase,
  { maxBytes, maxAge }: RecordingLimits,
  now: number,
  running: ReadonlyMap<string, RunRecord>,
): void {
  const oldest = now - maxAge;
  const runs = database.allRuns().map((run) => running.get(run.id) ?? run);
  let bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
  const surplus = new Set(runs.slice(mostRuns));
  for (const run of runs.reverse()) {
    if (goesOn(run, running)) continue;
    if ((run.endedAt ?? run.startedAt) >= oldest && !surplus.has(run) && bytes <= maxBytes) continue;
    bytes -= run.bytes;
    database.removeRun(run.id);
  }
  const largestFirst = [...running.values()].sort((one, other) => other.bytes - one.bytes);
  for (const run of largestFirst) bytes -= trim(database, run, oldest, bytes - maxBytes);
}

/** Takes the first messages of a run away: those from before a time, and so many bytes. @returns how many bytes it came to */
function trim(database: RunDatabase, run: RunRecord, since: number, excess: number): number {
  const before = run.bytes;
  for (const { id, timestamp, bytes } of database.oldest(run.id)) {
    if (timestamp >= since && before - run.bytes >= excess) break;
    database.removeMessage(run.id, id);
    run.bytes -= bytes;
    run.messages--;
  }
  if (run.bytes < before) database.putRun(run);
  return before - run.bytes;
}
