import { useState } from 'react';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { Button } from '../parts/Button.tsx';
import { useRunNode } from '../session/useRunNode.ts';
import { useSession } from '../session/session.ts';
import { useStudio } from '../rpc/studio.ts';
import { prettyJson } from './JsonEdit.tsx';
import { useKeepAsTest } from './keepAsTest.ts';
import { pinStep } from './pinStep.ts';
import { sentBy } from './testCase.ts';
import { TrialDialog, useCanTry, type Trial } from './TrialDialog.tsx';
import { ValueDiff } from './ValueDiff.tsx';

interface MessageActionsProps {
  /** The node that sent it, in the graph in front. */
  id: string;
  message: RecordedMessage;
  /** The one before it on the same outport. */
  before: RecordedMessage | undefined;
}

/** What can be done with a recorded message: sent again, tried, pinned, compared with the one before (N8, N9, E6). */
export function MessageActions({ id, message, before }: MessageActionsProps) {
  const { client } = useStudio();
  const { path } = useRunNode(id);
  const runId = useSession((state) => state.network?.runId ?? null);
  const node = useSession((state) => state.graph?.processes[id]);
  const graph = useSession((state) => state.graph);
  const applyStep = useSession((state) => state.applyStep);
  const notify = useSession((state) => state.notify);
  const notifyError = useSession((state) => state.notifyError);
  const canTry = useCanTry();
  const [comparison, setComparison] = useState<[string, string]>();
  const [trial, setTrial] = useState<Trial>();
  const targets = graph?.connections.filter(({ from }) => from?.nodeId === id && from.portId === message.port);
  const first = targets?.[0];
  const keepAsTest = useKeepAsTest(first?.to.nodeId);
  if (path === null || runId === null || !node) return null;

  const whole = async (one: RecordedMessage): Promise<string> =>
    one.preview.truncated ? (await client.call('runs.message', { runId, id: one.id })).json : one.preview.json;
  const sendAgain = async () => {
    for (const { to } of targets ?? [])
      await client.call('network.replay', {
        path,
        node: runNode(message, id, to.nodeId),
        port: to.portId,
        message: { runId, id: message.id },
      });
    notify(`Sent message ${message.sequence} of ${message.port} again.`);
  };
  const pin = async () => applyStep(pinStep(node, message.port, await whole(message)));
  const compare = async () =>
    setComparison(before ? [prettyJson(await whole(before)), prettyJson(await whole(message))] : undefined);
  const openAsTest = async () => {
    if (!first) return;
    const { json, effects } = await client.call('runs.message', { runId, id: message.id });
    const outputs: { port: string; json: string }[] = [];
    for (const effect of sentBy(runNode(message, id, first.to.nodeId), effects))
      outputs.push({
        port: effect.from!.port,
        json: (await client.call('runs.message', { runId, id: effect.id })).json,
      });
    const name = `message ${message.sequence} of ${message.port}`;
    await keepAsTest?.({ name, inputs: { [first.to.portId]: json }, outputs });
  };
  const act = (work: () => Promise<void>) => () => void work().catch(notifyError);
  return (
    <div className="flex flex-col gap-2 border-t border-line p-2">
      <div className="flex flex-wrap gap-1.5">
        <Button disabled={!first || !canTry} onClick={act(sendAgain)}>
          Send again
        </Button>
        <Button
          disabled={!first || !canTry}
          onClick={() =>
            first && setTrial({ path, node: runNode(message, id, first.to.nodeId), message: { runId, id: message.id } })
          }
        >
          Try the next node on it
        </Button>
        <Button onClick={act(pin)}>Pin</Button>
        <Button
          disabled={!keepAsTest}
          title="Adds a test to the next actor: this message in, what it sent out"
          onClick={act(openAsTest)}
        >
          Open as a test
        </Button>
        <Button
          disabled={!before}
          aria-pressed={comparison !== undefined}
          onClick={comparison ? () => setComparison(undefined) : act(compare)}
        >
          Compare with the one before
        </Button>
      </div>
      {comparison && (
        <ValueDiff before={comparison[0]} after={comparison[1]} label="Difference to the message before" />
      )}
      {trial && <TrialDialog trial={trial} onClose={() => setTrial(undefined)} />}
    </div>
  );
}

/** A node of the same graph as the sender, as the running network knows it. */
function runNode(message: RecordedMessage, sender: string, node: string): string {
  return message.node.slice(0, message.node.length - sender.length) + node;
}
