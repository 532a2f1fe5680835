import { History } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { RunSummary } from '#shared/rpc/live/recording.ts';
import { useSession } from '../session/session.ts';
import { formatCount, formatDuration, formatMoment } from '../parts/measures.ts';
import { Choices } from '../parts/Choices.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { useDeadLetters } from '../debugging/useDeadLetters.ts';
import { useTopic } from '../rpc/studio.ts';
import { DeadLetters } from './DeadLetters.tsx';
import { RecordedRun } from './recorded/RecordedRun.tsx';
import type { RunView } from './recorded/RunToolbar.tsx';
import { useRunHistory } from './RunHistoryProvider.tsx';
import { runRows, type RunRow } from './runRows.ts';

interface OpenedRun {
  readonly runId: string;
  readonly view: RunView;
}

/** The run that goes on and those before it, their recorded messages, and dead letters (E7, N8, N10). */
export default function RunsPanel() {
  const [view, setView] = useState<'runs' | 'deadLetters'>('runs');
  const [opened, setOpened] = useState<OpenedRun>();
  const { letters, total } = useDeadLetters();
  if (opened !== undefined) return <RecordedRun key={opened.runId} {...opened} onClose={() => setOpened(undefined)} />;
  return (
    <div className="flex h-full flex-col">
      <div className="shrink-0 border-b border-line px-2 py-1">
        <Choices
          label="What to show"
          options={{ runs: 'Runs', deadLetters: `Dead letters${total > 0 ? ` ${formatCount(total)}` : ''}` }}
          chosen={view}
          onChoose={setView}
        />
      </div>
      <div className="min-h-0 grow">
        {view === 'runs' ? <RunList onOpen={setOpened} /> : <DeadLetters letters={letters} total={total} />}
      </div>
    </div>
  );
}

function RunList({ onOpen }: { onOpen: (run: OpenedRun) => void }) {
  const seen = useRunHistory();
  const [recorded, setRecorded] = useState<readonly RunSummary[]>([]);
  useTopic('runs', {}, ({ runs }) => setRecorded(runs));
  const rows = useMemo(() => runRows(seen, recorded), [seen, recorded]);
  const now = useNow(rows.some((run) => run.endedAt === null));
  if (rows.length === 0)
    return (
      <EmptyState icon={History} title="No run yet">
        Press Run. Each run is listed here with when it began, how long it took, its messages and its failures.
      </EmptyState>
    );
  return (
    <div className="h-full overflow-auto" tabIndex={0} role="group" aria-label="List of runs">
      <table className="w-full border-separate border-spacing-0 tabular-nums">
        <thead className="sticky top-0 bg-surface text-xs text-muted">
          <tr>
            {['Graph', 'State', 'Began', 'Took', 'Messages', 'Recorded', 'Failures', 'Error'].map((title) => (
              <th key={title} scope="col" className="border-b border-line px-3 py-1 text-left font-normal">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((run) => (
            <Row key={run.id} run={run} now={now} onOpen={(view) => onOpen({ runId: run.id, view })} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ run, now, onOpen }: { run: RunRow; now: number; onOpen: (view: RunView) => void }) {
  const openGraph = useSession((state) => state.openGraph);
  const { path } = run;
  const cell = 'px-3 py-0.5';
  return (
    <tr className="hover:bg-hover">
      <td className={cell}>
        {path === null ? (
          run.title
        ) : (
          <button type="button" onClick={() => void openGraph(path)} className="text-accent hover:underline">
            {run.title}
          </button>
        )}
      </td>
      <td className={cell}>
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden className={`size-2 rounded-full ${stateColor(run)}`} />
          {run.state}
        </span>
      </td>
      <td className={cell}>{formatMoment(run.startedAt)}</td>
      <td className={cell}>
        {formatDuration(Math.max(0, (run.endedAt ?? Math.max(now, run.startedAt)) - run.startedAt))}
      </td>
      <td className={cell}>{run.passed === null ? '–' : formatCount(run.passed)}</td>
      <td className={cell}>
        {run.kept === 0 && run.failures === 0 ? (
          '–'
        ) : (
          <button type="button" onClick={() => onOpen('all')} className="text-accent hover:underline">
            Open {formatCount(run.kept)}
          </button>
        )}
      </td>
      <td className={cell}>
        {run.failures === 0 ? (
          0
        ) : (
          <button
            type="button"
            title="Show what failed"
            onClick={() => onOpen('failures')}
            className="text-danger hover:underline"
          >
            {formatCount(run.failures)}
          </button>
        )}
      </td>
      <td className={`${cell} max-w-96 truncate text-danger`} title={run.error ?? undefined}>
        {run.error}
      </td>
    </tr>
  );
}

function stateColor(run: RunRow): string {
  if (run.isBad) return 'bg-danger';
  return run.isUnderWay ? 'bg-success' : 'bg-line-strong';
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
