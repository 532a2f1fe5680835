import { useState } from 'react';
import type { NodePort, RunSummary } from '#shared/rpc/live/recording.ts';
import { TrialDialog, useCanTry, type Trial } from '../../debugging/TrialDialog.tsx';
import { Button } from '../../parts/Button.tsx';
import { formatTime } from '../../parts/measures.ts';
import { useStudio } from '../../rpc/studio.ts';
import { useSession } from '../../session/session.ts';
import { readValueText } from '../../value/readPreview.ts';
import { ValueBox } from '../../value/ValueBox.tsx';
import { messagePlace } from '../../messages/MessageLine.tsx';
import { RelatedMessages } from '../../messages/RelatedMessages.tsx';
import { RunPortName } from './RunPortName.tsx';
import type { RunTitles } from './runTitles.ts';
import type { MessageDetail } from '../../messages/useMessageDetail.ts';

interface RecordedMessageViewProps {
  run: RunSummary;
  titles: RunTitles;
  detail: MessageDetail;
  onChoose: (id: number) => void;
}

/** A message of a recorded run: what caused it, what it led to, its value; sent again, or tried apart (N8). */
export function RecordedMessageView({ run, titles, detail, onChoose }: RecordedMessageViewProps) {
  const { message, json, causes, effects } = detail;
  const { id, from, timestamp, to } = message;
  const value = readValueText(json);
  return (
    <div className="flex flex-col gap-2">
      <p>
        <span className="text-muted">Message {id}</span>{' '}
        {from ? <RunPortName titles={titles} place={from} /> : messagePlace(message, titles.of)}{' '}
        <span className="text-muted">at {formatTime(timestamp)}</span>
      </p>
      <RelatedMessages
        message={message}
        causes={causes}
        effects={effects}
        titleOf={titles.of}
        onFollow={(one) => onChoose(one.id)}
      />
      <div className="rounded border border-line">
        {value === undefined ? (
          <pre className="p-2 font-mono text-xs">{json}</pre>
        ) : (
          <ValueBox value={value} json={json} name={`message ${id}`} />
        )}
      </div>
      {run.path !== null &&
        to.map((one) => <Receiver key={`${one.node}.${one.port}`} {...{ run, titles, id }} to={one} />)}
    </div>
  );
}

/** Where it went: there it can go again. */
function Receiver(props: { run: RunSummary; titles: RunTitles; id: number; to: NodePort }) {
  const { run, titles, id, to } = props;
  const { client } = useStudio();
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
        <span className="text-muted">to</span> <RunPortName titles={titles} place={to} />
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
