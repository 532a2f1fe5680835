import { useState } from 'react';
import { parseJson, readValue } from '#shared/message/json.ts';
import { nodeConfig } from '#shared/graph/graph.ts';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { Button } from '../parts/Button.tsx';
import { useRunNode } from '../session/useRunNode.ts';
import { useSession } from '../session/session.ts';
import { testFileOf } from '../code/tests/testFile.ts';
import { useStudio } from '../rpc/studio.ts';
import { prettyJson } from './JsonEdit.tsx';
import { pinStep } from './pinStep.ts';
import { sentBy, withTestCase } from './testCase.ts';
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
  const components = useSession((state) => state.components);
  const openFile = useSession((state) => state.openFile);
  const canTry = useCanTry();
  const [comparison, setComparison] = useState<[string, string]>();
  const [trial, setTrial] = useState<Trial>();
  if (path === null || runId === null || !node) return null;

  const whole = async (one: RecordedMessage): Promise<string> =>
    one.preview.truncated ? (await client.call('runs.message', { runId, id: one.id })).json : one.preview.json;
  const targets = graph?.connections.filter(({ from }) => from?.nodeId === id && from.portId === message.port);
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
  const pin = async () => applyStep(pinStep(node, message.port, readValue(parseJson(await whole(message)))));
  const compare = async () =>
    setComparison(before ? [prettyJson(await whole(before)), prettyJson(await whole(message))] : undefined);
  const first = targets?.[0];
  const file = components.get(graph?.processes[first?.to.nodeId ?? '']?.component ?? '')?.file ?? null;
  const testFile = file === null ? undefined : testFileOf(file);
  const openAsTest = async () => {
    if (!first || testFile === undefined || !graph) return;
    const target = graph.processes[first.to.nodeId]!;
    const { json, effects } = await client.call('runs.message', { runId, id: message.id });
    const sent = sentBy(runNode(message, id, first.to.nodeId), effects);
    const outputs: { port: string; json: string }[] = [];
    for (const effect of sent)
      outputs.push({
        port: effect.from!.port,
        json: (await client.call('runs.message', { runId, id: effect.id })).json,
      });
    const present = await client.call('files.read', { path: testFile }).catch(() => undefined);
    const text = withTestCase(present?.text, {
      ...{ name: `message ${message.sequence} of ${message.port}`, config: nodeConfig(target) },
      ...{ port: first.to.portId, json, outputs },
    });
    await client.call('files.write', { path: testFile, text, baseHash: present?.hash ?? null });
    openFile(testFile);
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
          disabled={testFile === undefined}
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
      {trial && <TrialDialog trial={trial} title={`Trial of ${trial.node}`} onClose={() => setTrial(undefined)} />}
    </div>
  );
}

/** A node of the same graph as the sender, as the running network knows it. */
function runNode(message: RecordedMessage, sender: string, node: string): string {
  return message.node.slice(0, message.node.length - sender.length) + node;
}
