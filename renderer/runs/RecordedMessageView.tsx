import { useState } from 'react';
import type { NodePort, RunMessage, RunSummary } from '#shared/rpc/live/recording.ts';
import { TrialDialog, useCanTry, type Trial } from '../debugging/TrialDialog.tsx';
import { Button } from '../parts/Button.tsx';
import { formatTime } from '../parts/measures.ts';
import { useStudio } from '../rpc/studio.ts';
import { useSession } from '../session/session.ts';
import { readValueText } from '../value/readPreview.ts';
import { ValueBox } from '../value/ValueBox.tsx';
import { MessageLine } from './RunEntryRow.tsx';
import { messagePlace, RunPortName, useRunTitles, type RunTitles } from './runTitles.tsx';
import type { MessageDetail } from './useMessageDetail.ts';

interface RecordedMessageViewProps {
  run: RunSummary;
  detail: MessageDetail;
  onChoose: (id: number) => void;
}

/** A message of a recorded run: what caused it, what it led to, its value; sent again, or tried apart (N8). */
export function RecordedMessageView({ run, detail, onChoose }: RecordedMessageViewProps) {
  const { message, json, causes, effects } = detail;
  const { id, from, timestamp, to } = message;
  const titles = useRunTitles(run);
  const value = readValueText(json);
  return (
    <div className="flex flex-col gap-2">
      <p>
        <span className="text-muted">Message {id}</span>{' '}
        {from ? <RunPortName run={run} place={from} /> : messagePlace(message, titles)}{' '}
        <span className="text-muted">at {formatTime(timestamp)}</span>
      </p>
      <div className="grid grid-cols-2 gap-2">
        <Related title="Caused by" none="Nothing before it." messages={causes} titles={titles} onChoose={onChoose} />
        <Related title="Led to" none="Nothing that was kept." messages={effects} titles={titles} onChoose={onChoose} />
      </div>
      <div className="rounded border border-line">
        {value === undefined ? (
          <pre className="p-2 font-mono text-xs">{json}</pre>
        ) : (
          <ValueBox value={value} json={json} name={`message ${id}`} />
        )}
      </div>
      {run.path !== null && to.map((one) => <Receiver key={`${one.node}.${one.port}`} run={run} id={id} to={one} />)}
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
  titles: RunTitles;
  onChoose: (id: number) => void;
}) {
  const { title, none, messages, titles, onChoose } = props;
  return (
    <section aria-label={title} className="min-w-0">
      <h4 className="text-muted">{title}</h4>
      {messages.length === 0 && <p>{none}</p>}
      <div className="-mx-1 max-h-24 overflow-y-auto">
        {messages.map((message) => (
          <button
            key={message.id}
            type="button"
            onClick={() => onChoose(message.id)}
            className="flex w-full cursor-pointer items-center gap-2 rounded px-1 text-left font-mono text-xs outline-offset-[-2px] hover:bg-hover"
          >
            <MessageLine message={message} titles={titles} />
          </button>
        ))}
      </div>
    </section>
  );
}
