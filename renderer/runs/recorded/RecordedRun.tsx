import { useMemo, useState } from 'react';
import { formatCount } from '../../parts/measures.ts';
import { RunEntryList } from './RunEntryList.tsx';
import { RunPlaceView } from './RunPlaceView.tsx';
import { RunToolbar, type RunView } from './RunToolbar.tsx';
import { runEntries, searchFailures } from './runEntries.ts';
import { useRunTitles } from './runTitles.ts';
import { useRunPages } from './useRunPages.ts';
import { useRunWalk } from './useRunWalk.ts';

interface RecordedRunProps {
  runId: string;
  /** The view to begin with. */
  view: RunView;
  onClose: () => void;
}

/** A recorded run, searched and walked through step by step, each message with what caused it and what it led to (N8, E7). */
export function RecordedRun({ runId, view: firstView, onClose }: RecordedRunProps) {
  const [search, setSearch] = useState('');
  const [view, setView] = useState(firstView);
  const { pages, loadMore } = useRunPages(runId, search.trim());
  const titles = useRunTitles(pages);
  const isSearching = search.trim() !== '';
  const entries = useMemo(() => {
    if (!pages) return [];
    const failures = isSearching ? searchFailures(pages.failures, search, titles.of) : pages.failures;
    return view === 'failures' ? runEntries([], failures, false) : runEntries(pages.messages, failures, pages.more);
  }, [pages, view, search, isSearching, titles]);
  const walk = useRunWalk(runId, entries);
  return (
    <section aria-label="Recorded run" className="flex h-full flex-col">
      <RunToolbar {...{ pages, walk, search, view, onClose }} onSearch={setSearch} onView={setView} />
      {pages && (
        <div className="flex min-h-0 grow">
          <div className="flex min-w-40 flex-1 flex-col border-r border-line">
            {isSearching && view === 'all' && (
              <p role="status" className="shrink-0 px-2 py-0.5 text-xs text-muted tabular-nums">
                {formatCount(pages.messages.length)} found
                {pages.more && `, looked through up to message ${formatCount(pages.reached)}`}
              </p>
            )}
            {entries.length === 0 ? (
              <p className="p-2 text-muted">{emptyText(view, isSearching, pages.more)}</p>
            ) : (
              <div className="min-h-0 grow">
                <RunEntryList {...{ entries, titles, walk }} startedAt={pages.run.startedAt} onNearEnd={loadMore} />
              </div>
            )}
          </div>
          <div className="flex min-w-0 flex-1 flex-col gap-2 overflow-y-auto p-2">
            <RunPlaceView {...{ pages, titles, walk }} />
          </div>
        </div>
      )}
    </section>
  );
}

function emptyText(view: RunView, isSearching: boolean, more: boolean): string {
  if (view === 'failures') return isSearching ? 'No failure matches.' : 'Nothing failed in this run.';
  if (more) return 'Looking…';
  return isSearching ? 'No message matches. Change the search.' : 'No message was kept.';
}
