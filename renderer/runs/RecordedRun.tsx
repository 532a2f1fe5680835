import { ArrowDown, ArrowLeft, ArrowUp, CornerLeftUp, CornerRightDown } from 'lucide-react';
import { useMemo, useState } from 'react';
import { formatCount, formatMoment } from '../parts/measures.ts';
import { Choices } from '../parts/Choices.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { SmallIconButton } from '../parts/SmallIconButton.tsx';
import { RecordedMessageView } from './RecordedMessageView.tsx';
import { RunEntryList } from './RunEntryList.tsx';
import { RunFailureNote } from './RunFailureNote.tsx';
import { placeOf, runEntries, searchFailures, stepFrom, type RunPlace } from './runEntries.ts';
import { useRunTitles } from './runTitles.tsx';
import { useMessageDetail } from './useMessageDetail.ts';
import { useRunPages } from './useRunPages.ts';

/** What of a run is listed. */
export type RunView = 'all' | 'failures';

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
  const [chosen, setChosen] = useState<RunPlace>();
  const { pages, loadMore } = useRunPages(runId, search.trim());
  const titles = useRunTitles(pages?.run);
  const isSearching = search.trim() !== '';
  const entries = useMemo(() => {
    if (!pages) return [];
    const failures = isSearching ? searchFailures(pages.failures, search, titles.of) : pages.failures;
    return view === 'failures' ? runEntries([], failures, false) : runEntries(pages.messages, failures, pages.more);
  }, [pages, view, search, isSearching, titles]);
  const messageId = chosen?.kind === 'failure' ? chosen.failure.causes[0] : chosen?.id;
  const detail = useMessageDetail(runId, messageId);
  const around = detail === undefined || detail instanceof Error ? undefined : detail;
  const chooseMessage = (id: number) => setChosen({ kind: 'message', id });
  const follow = (to: 'causes' | 'effects') => {
    // A failure was caused by the messages that it took, and led to nothing.
    const next = chosen?.kind === 'failure' ? (to === 'causes' ? messageId : undefined) : around?.[to][0]?.id;
    if (next !== undefined) chooseMessage(next);
  };
  const step = (by: number) => {
    const entry = entries[stepFrom(entries, chosen, by)];
    if (entry) setChosen(placeOf(entry));
  };

  return (
    <section aria-label="Recorded run" className="flex h-full flex-col">
      <header className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-2">
        <SmallIconButton icon={ArrowLeft} label="Close the recorded run" onClick={onClose} />
        <h3 className="truncate font-semibold">{pages?.run.path ?? pages?.run.graph ?? 'Recorded run'}</h3>
        {pages && (
          <span className="min-w-0 shrink-2 truncate text-muted">
            began {formatMoment(pages.run.startedAt)} · {formatCount(pages.run.messages)} messages kept
          </span>
        )}
        <span className="grow" />
        <SearchField label="Search this run" value={search} onChange={setSearch} className="w-48" />
        <Choices
          label="What of the run to list"
          options={{ all: 'All', failures: `Failures ${formatCount(pages?.failures.length ?? 0)}` }}
          chosen={view}
          onChoose={setView}
        />
        <span role="group" aria-label="Walk through the run" className="flex shrink-0">
          <SmallIconButton icon={ArrowUp} label="Step back (↑)" onClick={() => step(-1)} />
          <SmallIconButton icon={ArrowDown} label="Step forward (↓)" onClick={() => step(1)} />
          <SmallIconButton
            icon={CornerLeftUp}
            label="To what caused it (←)"
            disabled={chosen?.kind === 'failure' ? messageId === undefined : !around?.causes.length}
            onClick={() => follow('causes')}
          />
          <SmallIconButton
            icon={CornerRightDown}
            label="To what it led to (→)"
            disabled={chosen?.kind === 'failure' || !around?.effects.length}
            onClick={() => follow('effects')}
          />
        </span>
      </header>
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
                <RunEntryList
                  entries={entries}
                  chosen={chosen}
                  startedAt={pages.run.startedAt}
                  titles={titles}
                  onChoose={setChosen}
                  onFollow={follow}
                  onNearEnd={loadMore}
                />
              </div>
            )}
          </div>
          <div className="flex min-w-0 flex-1 flex-col gap-2 overflow-y-auto p-2">
            {chosen === undefined && (
              <p className="text-muted">
                Choose a line to see its value, what caused it and what it led to. Arrow keys walk: up and down step
                back and forward, left leads to the cause, right to the effect.
              </p>
            )}
            {(chosen?.kind === 'failure'
              ? [chosen.failure]
              : pages.failures.filter(({ causes }) => messageId !== undefined && causes.includes(messageId))
            ).map((failure, index) => (
              <RunFailureNote key={index} run={pages.run} failure={failure} onChoose={chooseMessage} />
            ))}
            {detail instanceof Error && <p className="text-muted">{detail.message}</p>}
            {around && <RecordedMessageView key={messageId} run={pages.run} detail={around} onChoose={chooseMessage} />}
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
