import { useEffect, useState } from 'react';
import { parseExactJson } from '#shared/message/json.ts';
import type { DeadLetter } from '#shared/rpc/live/debugging.ts';
import { Stack } from '../failure/Stack.tsx';
import { Button } from '../parts/Button.tsx';
import { useStudio } from '../rpc/studio.ts';
import { useSession } from '../session/session.ts';
import { JsonEdit, jsonProblem, prettyJson } from './JsonEdit.tsx';
import { TrialDialog, type Trial } from './TrialDialog.tsx';

/** A dead letter: what failed and why, edited, tried again in the flow or apart, kept as a test, discarded (N10). */
export function DeadLetterForm({ path, letter }: { path: string; letter: DeadLetter }) {
  const { client } = useStudio();
  const isRunning = useSession((state) => state.network !== null && ['running', 'idle'].includes(state.network.state));
  const notifyError = useSession((state) => state.notifyError);
  const [taken, setTaken] = useState<Record<string, string>>({});
  const [edited, setEdited] = useState<Record<string, string>>({});
  const [trial, setTrial] = useState<Trial>();
  useEffect(() => {
    let isWanted = true;
    client
      .call('network.deadLetter', { path, id: letter.id })
      .then(({ inputs }) => {
        if (!isWanted) return;
        setTaken(Object.fromEntries(Object.entries(inputs).map(([port, json]) => [port, prettyJson(json)])));
      })
      .catch(notifyError);
    return () => {
      isWanted = false;
    };
  }, [client, path, letter.id, notifyError]);
  const texts = { ...taken, ...edited };
  const isJson = Object.values(texts).every((text) => jsonProblem(text) === undefined);
  const parsed = (some: [string, string][]) =>
    Object.fromEntries(some.map(([port, text]) => [port, parseExactJson(text)]));
  // What was not edited is taken again as it was, to the last digit.
  const changed = () => parsed(Object.entries(edited).filter(([port, text]) => text !== taken[port]));
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        <Button
          tone="accent"
          disabled={!isRunning || !isJson || letter.retrying}
          title={isRunning ? undefined : 'Run the graph first: the running node takes it.'}
          onClick={() =>
            void client.call('network.retry', { path, id: letter.id, inputs: changed() }).catch(notifyError)
          }
        >
          Try again in the flow
        </Button>
        <Button
          disabled={!isJson}
          onClick={() => setTrial({ path, node: letter.node, inputs: parsed(Object.entries(texts)) })}
        >
          Try apart
        </Button>
        <Button onClick={() => void client.call('network.discard', { path, ids: [letter.id] }).catch(notifyError)}>
          Discard
        </Button>
      </div>
      {!isRunning && <p className="text-muted">Run the graph to try it again in the flow.</p>}
      {Object.entries(texts).map(([port, text]) => (
        <div key={port}>
          <p className="text-muted">{port}</p>
          <JsonEdit
            label={`Message on ${port}`}
            text={text}
            onChange={(now) => setEdited((before) => ({ ...before, [port]: now }))}
          />
        </div>
      ))}
      {letter.error.stack !== '' && <Stack stack={letter.error.stack} />}
      {trial && <TrialDialog trial={trial} onClose={() => setTrial(undefined)} />}
    </div>
  );
}
