import { useEffect, useState } from 'react';
import type { NodePort, RunFailure, RunMessage, RunSummary } from '#shared/rpc/live/recording.ts';
import { TrialDialog, useCanTry, type Trial } from '../debugging/TrialDialog.tsx';
import { Stack } from '../inspector/FailureNote.tsx';
import { failureText } from '../inspector/failureText.ts';
import { Button } from '../parts/Button.tsx';
import { formatTime } from '../parts/measures.ts';
import { useStudio } from '../rpc/studio.ts';
import { useSession } from '../session/session.ts';
import { readValueText } from '../value/readPreview.ts';
import { ValueBox } from '../value/ValueBox.tsx';
import { placeText, RunMessageRow } from './RunMessageRow.tsx';
import { RunPortName, useRunTitles } from './runTitles.tsx';

interface Detail {
  readonly message: RunMessage;
  readonly json: string;
  readonly causes: readonly RunMessage[];
  readonly effects: readonly RunMessage[];
}

interface RecordedMessageViewProps {
  run: RunSummary;
  id: number;
  /** Firings that failed on it. */
  failures: readonly RunFailure[];
  onChoose: (id: number) => void;
}

/** A message of a recorded run: its value, what failed on it, what caused it and what it led to; sent again, or tried apart (N8). */
export function RecordedMessageView({ run, id, failures, onChoose }: RecordedMessageViewProps) {
  const { client } = useStudio();
  const titles = useRunTitles(run);
  const [detail, setDetail] = useState<Detail | Error>();
  useEffect(() => {
    let isWanted = true;
    client.call('runs.message', { runId: run.id, id }).then(
      (found) => isWanted && setDetail(found),
      (error: unknown) => isWanted && setDetail(error instanceof Error ? error : new Error(String(error))),
    );
    return () => {
      isWanted = false;
    };
  }, [client, run.id, id]);
  if (!detail) return null;
  if (detail instanceof Error) return <p className="text-muted">{detail.message}</p>;
  const { message, json, causes, effects } = detail;
  const value = readValueText(json);
  return (
    <div className="flex flex-col gap-2">
      <p>
        {message.from ? <RunPortName run={run} place={message.from} /> : placeText(message)}{' '}
        <span className="text-muted">at {formatTime(message.timestamp)}</span>
      </p>
      {failures.map((failure, index) => (
        <div key={index} role="group" aria-label="Failure" className="rounded border border-danger p-2">
          <p className="break-words text-danger">
            {titles.of(failure.node)} failed: {failureText(failure.error)}
          </p>
          {failure.error.stack !== '' && <Stack stack={failure.error.stack} />}
        </div>
      ))}
      <div className="rounded border border-line">
        {value === undefined ? (
          <pre className="p-2 font-mono text-xs">{json}</pre>
        ) : (
          <ValueBox value={value} name={`message ${id}`} />
        )}
      </div>
      {run.path !== null &&
        message.to.map((to) => <Receiver key={`${to.node}.${to.port}`} run={run} id={id} to={to} />)}
      <Related title="Caused by" none="Nothing before it." messages={causes} onChoose={onChoose} />
      <Related title="Led to" none="Nothing that was kept." messages={effects} onChoose={onChoose} />
    </div>
  );
}

/** Where it went: there it can go again. */
function Receiver({ run, id, to }: { run: RunSummary; id: number; to: NodePort }) {
  const { client } = useStudio();
  const titles = useRunTitles(run);
  const notify = useSession((state) => state.notify);
  const notifyError = useSession((state) => state.notifyError);
  const canTry = useCanTry();
  const [trial, setTrial] = useState<Trial>();
  const path = run.path!;
  const message = { runId: run.id, id };
  const sendAgain = async () => {
    await client.call('network.replay', { path, node: to.node, port: to.port, message });
    notify(`Sent message ${id} to ${titles.of(to.node)} again.`);
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span>
        <span className="text-muted">to</span> <RunPortName run={run} place={to} />
      </span>
      <Button disabled={!canTry} onClick={() => void sendAgain().catch(notifyError)}>
        Send again
      </Button>
      <Button disabled={!canTry} onClick={() => setTrial({ path, node: to.node, message })}>
        Try it
      </Button>
      {trial && <TrialDialog trial={trial} onClose={() => setTrial(undefined)} />}
    </div>
  );
}

function Related(props: {
  title: string;
  none: string;
  messages: readonly RunMessage[];
  onChoose: (id: number) => void;
}) {
  const { title, none, messages, onChoose } = props;
  return (
    <section aria-label={title}>
      <h4 className="text-muted">{title}</h4>
      {messages.length === 0 && <p>{none}</p>}
      {messages.map((message) => (
        <RunMessageRow key={message.id} message={message} isChosen={false} onChoose={onChoose} />
      ))}
    </section>
  );
}
