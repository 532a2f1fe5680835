import { History } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useSession } from '../app/session.ts';
import { formatCount, formatDuration, formatTime } from '../inspector/measures.ts';
import { EmptyState } from '../inspector/parts/EmptyState.tsx';
import { RunHistoryProvider, useRunHistory } from './RunHistoryProvider.tsx';
import type { RunRecord } from './runHistory.ts';

/** The run that goes on and those before it, as seen since the window was opened (E7). */
export default function RunsPanel() {
  const isRecording = useRunHistory() !== null;
  if (isRecording) return <RunList />;
  return (
    <RunHistoryProvider>
      <RunList />
    </RunHistoryProvider>
  );
}

function RunList() {
  const runs = useRunHistory() ?? [];
  const now = useNow(runs.some((run) => run.endedAt === null));
  if (runs.length === 0)
    return (
      <EmptyState icon={History} title="No run yet">
        Press Run. Each run is listed here with when it began, how long it took, its messages and its failures.
      </EmptyState>
    );
  return (
    <div className="h-full overflow-auto" tabIndex={0} role="group" aria-label="Runs of this session">
      <table className="w-full border-separate border-spacing-0 tabular-nums">
        <thead className="sticky top-0 bg-surface text-xs text-muted">
          <tr>
            {['Graph', 'State', 'Began', 'Took', 'Messages', 'Failures', 'Error'].map((title) => (
              <th key={title} scope="col" className="border-b border-line px-3 py-1 text-left font-normal">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.runId} run={run} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunRow({ run, now }: { run: RunRecord; now: number }) {
  const openGraph = useSession((state) => state.openGraph);
  const cell = 'px-3 py-0.5';
  return (
    <tr className="hover:bg-hover">
      <td className={cell}>
        <button type="button" onClick={() => void openGraph(run.path)} className="text-accent hover:underline">
          {run.path}
        </button>
      </td>
      <td className={cell}>
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden className={`size-2 rounded-full ${stateColor(run)}`} />
          {run.state}
        </span>
      </td>
      <td className={cell}>{formatTime(run.startedAt).slice(0, 8)}</td>
      <td className={cell}>
        {formatDuration(Math.max(0, (run.endedAt ?? Math.max(now, run.startedAt)) - run.startedAt))}
      </td>
      <td className={cell}>{formatCount(run.messages)}</td>
      <td className={`${cell} ${run.failures > 0 ? 'text-danger' : ''}`}>{formatCount(run.failures)}</td>
      <td className={`${cell} max-w-96 truncate text-danger`} title={run.error ?? undefined}>
        {run.error}
      </td>
    </tr>
  );
}

function stateColor(run: RunRecord): string {
  if (run.state === 'failed' || run.error !== null) return 'bg-danger';
  return run.state === 'running' || run.state === 'starting' ? 'bg-success' : 'bg-line-strong';
}

/** The time, once a second while something is under way. */
function useNow(ticks: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticks) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticks]);
  return now;
}
