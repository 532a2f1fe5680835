import { MailX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { parseJson } from '#shared/message/json.ts';
import type { DeadLetter } from '#shared/rpc/live/debugging.ts';
import { Button } from '../parts/Button.tsx';
import { useRunNode } from '../session/useRunNode.ts';
import { useSession } from '../session/session.ts';
import { JsonEdit, jsonProblem, prettyJson } from '../debugging/JsonEdit.tsx';
import { TrialDialog, type Trial } from '../debugging/TrialDialog.tsx';
import { formatCount, formatTime } from '../parts/measures.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { titleIn } from '../graph/nodeTitles.ts';
import { Stack } from '../inspector/FailureNote.tsx';
import { useStudio, useTopic } from '../rpc/studio.ts';
import { failureText } from '../inspector/failureText.ts';

interface Letters {
  readonly letters: readonly DeadLetter[];
  readonly total: number;
}

const none: Letters = { letters: [], total: 0 };

/** The dead letters of the graph in front. */
export function useDeadLetters(): Letters {
  const { path } = useRunNode('');
  const [found, setFound] = useState<Letters & { path: string | null }>({ ...none, path });
  useTopic('deadLetters', path === null ? null : { path }, ({ letters, total }) => setFound({ letters, total, path }));
  return found.path === path ? found : none;
}

/** Messages whose processing failed and whose error no wire took: looked at, edited, tried again, discarded (N10). */
export function DeadLetters({ letters, total }: Letters) {
  const { path } = useRunNode('');
  const [chosen, setChosen] = useState<string>();
  const { titleOf } = useNodeNames();
  const { client } = useStudio();
  const notifyError = useSession((state) => state.notifyError);
  const letter = letters.find(({ id }) => id === chosen);
  if (path === null || letters.length === 0)
    return (
      <EmptyState icon={MailX} title="No dead letters">
        A message that makes its node fail, with no wire at the error port, waits here to be mended and tried again.
      </EmptyState>
    );
  return (
    <div className="flex h-full">
      <div className="min-w-0 grow overflow-auto">
        <div className="flex items-center gap-2 px-2 py-1 text-muted">
          <span className="grow">
            {formatCount(total)} {total === 1 ? 'message' : 'messages'} failed
          </span>
          <Button onClick={() => void client.call('network.discard', { path }).catch(notifyError)}>Discard all</Button>
        </div>
        <ul aria-label="Dead letters">
          {letters.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                aria-pressed={one.id === chosen}
                onClick={() => setChosen(one.id)}
                className={`flex w-full items-center gap-2 px-2 py-0.5 text-left outline-offset-[-2px] ${one.id === chosen ? 'bg-accent-soft' : 'hover:bg-hover'}`}
              >
                <span className="shrink-0 text-muted tabular-nums">{formatTime(one.timestamp).slice(0, 8)}</span>
                <span className="shrink-0 font-medium">{titleOf(one.node)}</span>
                <span className="truncate text-danger">{failureText(one.error)}</span>
                {one.attempts > 1 && <span className="ml-auto shrink-0 text-muted">tried {one.attempts} times</span>}
              </button>
            </li>
          ))}
        </ul>
      </div>
      {letter && (
        <div className="w-1/2 min-w-72 shrink-0 overflow-y-auto border-l border-line p-2">
          <OneLetter key={letter.id} path={path} letter={letter} />
        </div>
      )}
    </div>
  );
}

/** Nodes of the run as the graph in front has them: their ids there, and what they are called. */
function useNodeNames() {
  const { node: prefix } = useRunNode('');
  const graph = useSession((state) => state.graph);
  const idOf = (node: string) => (node.startsWith(prefix) ? node.slice(prefix.length) : node);
  return { idOf, titleOf: (node: string) => titleIn(graph, idOf(node)) };
}

function OneLetter({ path, letter }: { path: string; letter: DeadLetter }) {
  const { client } = useStudio();
  const revealNode = useSession((state) => state.revealNode);
  const { idOf, titleOf } = useNodeNames();
  const isRunning = useSession((state) => state.network !== null && ['running', 'idle'].includes(state.network.state));
  const notifyError = useSession((state) => state.notifyError);
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [trial, setTrial] = useState<Trial>();
  useEffect(() => {
    let isWanted = true;
    client
      .call('network.deadLetter', { path, id: letter.id })
      .then(({ inputs }) => {
        if (!isWanted) return;
        setTexts(Object.fromEntries(Object.entries(inputs).map(([port, json]) => [port, prettyJson(json)])));
      })
      .catch(notifyError);
    return () => {
      isWanted = false;
    };
  }, [client, path, letter.id, notifyError]);
  const isJson = Object.values(texts).every((text) => jsonProblem(text) === undefined);
  const inputs = () => Object.fromEntries(Object.entries(texts).map(([port, text]) => [port, parseJson(text)]));
  return (
    <div className="flex flex-col gap-2">
      <p>
        <button type="button" onClick={() => revealNode(idOf(letter.node))} className="text-accent underline">
          {titleOf(letter.node)}
        </button>{' '}
        <span className="text-danger">{failureText(letter.error)}</span>
      </p>
      {letter.error.stack !== '' && <Stack stack={letter.error.stack} />}
      {Object.entries(texts).map(([port, text]) => (
        <div key={port}>
          <p className="text-muted">{port}</p>
          <JsonEdit
            label={`Message on ${port}`}
            text={text}
            onChange={(changed) => setTexts((before) => ({ ...before, [port]: changed }))}
          />
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button
          tone="accent"
          disabled={!isRunning || !isJson || letter.retrying}
          title={isRunning ? undefined : 'Run the graph first: the running node takes it.'}
          onClick={() =>
            void client.call('network.retry', { path, id: letter.id, inputs: inputs() }).catch(notifyError)
          }
        >
          Try again in the flow
        </Button>
        <Button disabled={!isJson} onClick={() => setTrial({ path, node: letter.node, inputs: inputs() })}>
          Try apart
        </Button>
        <Button onClick={() => void client.call('network.discard', { path, ids: [letter.id] }).catch(notifyError)}>
          Discard
        </Button>
      </div>
      {!isRunning && <p className="text-muted">Run the graph to try it again in the flow.</p>}
      {trial && (
        <TrialDialog trial={trial} title={`Trial of ${titleOf(letter.node)}`} onClose={() => setTrial(undefined)} />
      )}
    </div>
  );
}
