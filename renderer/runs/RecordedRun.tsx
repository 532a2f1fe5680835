import { ArrowLeft } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { RunFailure, RunMessage, RunSummary } from '#shared/rpc/live/recording.ts';
import { failureText } from '../inspector/failureText.ts';
import { Button } from '../parts/Button.tsx';
import { formatCount, formatTime } from '../parts/measures.ts';
import { Choices } from '../parts/Choices.tsx';
import { SmallIconButton } from '../parts/SmallIconButton.tsx';
import { useStudio } from '../rpc/studio.ts';
import { useSession } from '../session/session.ts';
import { RunMessageRow } from './RunMessageRow.tsx';
import { RecordedMessageView } from './RecordedMessageView.tsx';
import { runEntries } from './runEntries.ts';
import { useRunTitles } from './runTitles.tsx';

const pageSize = 200;

interface Opened {
  readonly run: RunSummary;
  readonly messages: readonly RunMessage[];
  readonly failures: readonly RunFailure[];
  readonly more: boolean;
}

/** A recorded run, walked through message by message, each with what caused it and what it caused (N8). */
export function RecordedRun({ runId, onClose }: { runId: string; onClose: () => void }) {
  const { client } = useStudio();
  const notifyError = useSession((state) => state.notifyError);
  const [opened, setOpened] = useState<Opened>();
  const [chosen, setChosen] = useState<number>();
  const [view, setView] = useState<'all' | 'failures'>('all');

  useEffect(() => {
    let isWanted = true;
    client
      .call('runs.open', { runId, limit: pageSize })
      .then((page) => isWanted && setOpened(page))
      .catch(notifyError);
    return () => {
      isWanted = false;
    };
  }, [client, runId, notifyError]);
  const showMore = async (after: number) => {
    const page = await client.call('runs.open', { runId, limit: pageSize, after });
    setOpened((before) => ({ ...page, messages: [...(before?.messages ?? []), ...page.messages] }));
  };

  return (
    <section aria-label="Recorded run" className="flex h-full flex-col">
      <header className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-2">
        <SmallIconButton icon={ArrowLeft} label="Close the recorded run" onClick={onClose} />
        <h3 className="truncate font-semibold">{opened?.run.path ?? opened?.run.graph ?? 'Recorded run'}</h3>
        {opened && (
          <>
            <span className="grow truncate text-muted">
              began {formatTime(opened.run.startedAt).slice(0, 8)} · {formatCount(opened.run.messages)} messages kept
            </span>
            <Choices
              label="What of the run to list"
              options={{ all: 'All', failures: `Failures ${formatCount(opened.failures.length)}` }}
              chosen={view}
              onChoose={setView}
            />
          </>
        )}
      </header>
      {opened && (
        <div className="flex min-h-0 grow">
          <div className="w-1/2 min-w-40 overflow-y-auto border-r border-line">
            <Entries opened={opened} onlyFailures={view === 'failures'} chosen={chosen} onChoose={setChosen} />
            {opened.more && view === 'all' && (
              <div className="p-2">
                <Button onClick={() => void showMore(opened.messages.at(-1)?.id ?? 0).catch(notifyError)}>
                  Show more
                </Button>
              </div>
            )}
          </div>
          <div className="min-w-0 grow overflow-y-auto p-2">
            {chosen === undefined ? (
              <p className="text-muted">Choose a message to see its value, what caused it and what it led to.</p>
            ) : (
              <RecordedMessageView
                key={chosen}
                run={opened.run}
                id={chosen}
                failures={opened.failures.filter(({ causes }) => causes.includes(chosen))}
                onChoose={setChosen}
              />
            )}
          </div>
        </div>
      )}
    </section>
  );
}

interface EntriesProps {
  opened: Opened;
  onlyFailures: boolean;
  chosen: number | undefined;
  onChoose: (id: number) => void;
}

function Entries({ opened, onlyFailures, chosen, onChoose }: EntriesProps) {
  const { run, messages, failures, more } = opened;
  const titles = useRunTitles(run);
  const entries = useMemo(
    () => (onlyFailures ? runEntries([], failures, false) : runEntries(messages, failures, more)),
    [onlyFailures, messages, failures, more],
  );
  if (entries.length === 0)
    return <p className="p-2 text-muted">{onlyFailures ? 'Nothing failed in this run.' : 'No message was kept.'}</p>;
  return (
    <ul aria-label="Recorded messages">
      {entries.map((entry, index) => (
        <li key={entry.kind === 'message' ? entry.message.id : `failure ${index}`}>
          {entry.kind === 'message' ? (
            <RunMessageRow message={entry.message} isChosen={entry.message.id === chosen} onChoose={onChoose} />
          ) : (
            <FailureRow failure={entry.failure} title={titles.of(entry.failure.node)} onChoose={onChoose} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** Leads to the message on which it failed. */
function FailureRow(props: { failure: RunFailure; title: string; onChoose: (id: number) => void }) {
  const { failure, title, onChoose } = props;
  const cause = failure.causes[0];
  return (
    <button
      type="button"
      disabled={cause === undefined}
      onClick={() => cause !== undefined && onChoose(cause)}
      className="flex w-full items-center gap-2 px-2 py-0.5 text-left text-danger outline-offset-[-2px] hover:bg-hover"
      title={failure.error.message}
    >
      <span className="shrink-0 font-mono text-xs tabular-nums">{cause ?? '–'}</span>
      <span className="truncate">
        {title} failed: {failureText(failure.error)}
      </span>
    </button>
  );
}
