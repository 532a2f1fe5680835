import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { NodePort, RunFailure, RunMessage, RunSummary } from '#shared/rpc/live/recording.ts';
import { Button } from '../parts/Button.tsx';
import { useSession } from '../session/session.ts';
import { prettyJson } from '../debugging/JsonEdit.tsx';
import { TrialDialog, useCanTry, type Trial } from '../debugging/TrialDialog.tsx';
import { formatCount, formatTime } from '../parts/measures.ts';
import { SmallIconButton } from '../parts/SmallIconButton.tsx';
import { useRunNode } from '../session/useRunNode.ts';
import { titleIn } from '../graph/nodeTitles.ts';
import { useStudio } from '../rpc/studio.ts';
import { failureText } from '../inspector/failureText.ts';

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
      <header className="flex shrink-0 items-center gap-2 border-b border-line px-2 py-0.5">
        <h3 className="truncate font-semibold">{opened?.run.path ?? opened?.run.graph ?? 'Recorded run'}</h3>
        <span className="text-muted">{opened && `${formatCount(opened.run.messages)} messages kept`}</span>
        <SmallIconButton icon={X} label="Close the recorded run" className="ml-auto" onClick={onClose} />
      </header>
      <div className="flex min-h-0 grow">
        <div className="w-1/2 min-w-40 overflow-y-auto border-r border-line">
          {opened?.failures.map((failure) => (
            <FailureRow
              key={`${failure.node}:${failure.timestamp}:${failure.after}`}
              failure={failure}
              onChoose={setChosen}
            />
          ))}
          <ul aria-label="Recorded messages">
            {opened?.messages.map((message) => (
              <li key={message.id}>
                <MessageRow message={message} isChosen={message.id === chosen} onChoose={setChosen} />
              </li>
            ))}
          </ul>
          {opened?.more && (
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
            opened && <OneMessage key={chosen} run={opened.run} id={chosen} onChoose={setChosen} />
          )}
        </div>
      </div>
    </section>
  );
}

function FailureRow({ failure, onChoose }: { failure: RunFailure; onChoose: (id: number) => void }) {
  const cause = failure.causes[0];
  return (
    <button
      type="button"
      disabled={cause === undefined}
      onClick={() => cause !== undefined && onChoose(cause)}
      className="block w-full truncate px-2 py-0.5 text-left text-danger hover:bg-hover"
      title={failure.error.message}
    >
      {failure.node} failed: {failureText(failure.error)}
    </button>
  );
}

function MessageRow(props: { message: RunMessage; isChosen: boolean; onChoose: (id: number) => void }) {
  const { message, isChosen, onChoose } = props;
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={() => onChoose(message.id)}
      className={`flex w-full items-center gap-2 px-2 py-0.5 text-left font-mono text-xs outline-offset-[-2px] ${isChosen ? 'bg-accent-soft' : 'hover:bg-hover'}`}
    >
      <span className="shrink-0 text-muted tabular-nums">{message.id}</span>
      <span className="shrink-0">{place(message)}</span>
      <span className="truncate text-muted">{message.preview.json.slice(0, 120)}</span>
    </button>
  );
}

function place({ from, origin, to }: RunMessage): string {
  return from ? `${from.node}.${from.port}` : `${origin} → ${to.map(end).join(', ')}`;
}

function end({ node, port }: NodePort): string {
  return `${node}.${port}`;
}

interface Detail {
  readonly message: RunMessage;
  readonly json: string;
  readonly causes: readonly RunMessage[];
  readonly effects: readonly RunMessage[];
}

function OneMessage(props: { run: RunSummary; id: number; onChoose: (id: number) => void }) {
  const { run, id, onChoose } = props;
  const { client } = useStudio();
  const notify = useSession((state) => state.notify);
  const notifyError = useSession((state) => state.notifyError);
  const canTry = useCanTry();
  const [detail, setDetail] = useState<Detail | Error>();
  const [trial, setTrial] = useState<Trial>();
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
  const { path } = run;
  const sendAgain = async ({ node, port }: NodePort) => {
    if (path === null) return;
    await client.call('network.replay', { path, node, port, message: { runId: run.id, id } });
    notify(`Sent message ${id} to ${node} again.`);
  };
  return (
    <div className="flex flex-col gap-2">
      <p>
        {detail.message.from ? <NodeName run={run} place={detail.message.from} /> : place(detail.message)}{' '}
        <span className="text-muted">at {formatTime(detail.message.timestamp)}</span>
      </p>
      <pre className="max-h-56 overflow-auto rounded border border-line p-2 font-mono text-xs">
        {prettyJson(detail.json)}
      </pre>
      {path !== null &&
        detail.message.to.map((to) => (
          <div key={end(to)} className="flex flex-wrap items-center gap-2">
            <span>
              <span className="text-muted">to</span> <NodeName run={run} place={to} />
            </span>
            <Button disabled={!canTry} onClick={() => void sendAgain(to).catch(notifyError)}>
              Send again
            </Button>
            <Button
              disabled={!canTry}
              onClick={() => setTrial({ path, node: to.node, message: { runId: run.id, id } })}
            >
              Try it
            </Button>
          </div>
        ))}
      <Related title="Caused by" none="Nothing before it." messages={detail.causes} onChoose={onChoose} />
      <Related title="Led to" none="Nothing that was kept." messages={detail.effects} onChoose={onChoose} />
      {trial && <TrialDialog trial={trial} title={`Trial of ${trial.node}`} onClose={() => setTrial(undefined)} />}
    </div>
  );
}

/** A port of a recorded run, by its node's title; it leads to the node where the graph in front is the one that ran. */
function NodeName({ run, place: { node, port } }: { run: RunSummary; place: NodePort }) {
  const { path, node: prefix } = useRunNode('');
  const graph = useSession((state) => state.graph);
  const revealNode = useSession((state) => state.revealNode);
  const id = node.slice(prefix.length);
  if (run.path === null || run.path !== path || !node.startsWith(prefix) || !graph?.processes[id])
    return end({ node, port });
  return (
    <>
      <button
        type="button"
        title="Show on the canvas"
        onClick={() => revealNode(id)}
        className="cursor-pointer text-accent hover:underline"
      >
        {titleIn(graph, id)}
      </button>
      .{port}
    </>
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
        <MessageRow key={message.id} message={message} isChosen={false} onChoose={onChoose} />
      ))}
    </section>
  );
}
