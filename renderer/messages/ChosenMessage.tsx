import { useMemo } from 'react';
import { formatSize } from '#shared/actor/limits.ts';
import type { RecordedMessage, RunMessage } from '#shared/rpc/live/recording.ts';
import { MessageActions } from '../debugging/MessageActions.tsx';
import { titleIn } from '../graph/nodeTitles.ts';
import { useSession } from '../session/session.ts';
import { useRunNode } from '../session/useRunNode.ts';
import { readValueText } from '../value/readPreview.ts';
import { ValueBox } from '../value/ValueBox.tsx';
import { FailuresOn } from './FailuresOn.tsx';
import { RelatedMessages } from './RelatedMessages.tsx';
import { useMessageDetail } from './useMessageDetail.ts';

interface ChosenMessageProps {
  /** The node that sent it, in the graph in front. */
  id: string;
  message: RecordedMessage;
  /** Among which the one before it on its outport is looked for. */
  messages: readonly RecordedMessage[];
  /** Leads to a message that caused it, or that it led to. */
  onFollow: (message: RunMessage) => void;
}

/** The value of a message, what caused it and what it led to, and what can be done with it. */
export function ChosenMessage({ id, message, messages, onFollow }: ChosenMessageProps) {
  const { preview, sequence, port } = message;
  const { node: prefix } = useRunNode('');
  const graph = useSession((state) => state.graph);
  const revealNode = useSession((state) => state.revealNode);
  const titleOf = (node: string) => titleIn(graph, node.slice(prefix.length));
  const runId = useSession((state) => state.network?.runId ?? null);
  const found = useMessageDetail(runId, message.id, true);
  // What is not kept any more is shown by its beginning.
  const detail = found instanceof Error ? undefined : found;
  const json = preview.truncated ? detail?.json : preview.json;
  const value = useMemo(() => (json === undefined ? undefined : readValueText(json)), [json]);
  return (
    <div className="rounded border border-line">
      {value === undefined ? (
        <pre
          tabIndex={0}
          className="h-40 resize-y overflow-auto p-2 font-mono text-xs break-all whitespace-pre-wrap"
        >{`${preview.json}…`}</pre>
      ) : (
        <ValueBox key={message.id} {...{ value, json }} name={`message ${sequence} of ${port}`} />
      )}
      <p className="border-t border-line px-2 py-0.5 text-xs text-muted">
        {preview.type} · {formatSize(preview.bytes)}
        {value === undefined && ' · its beginning'}
      </p>
      <FailuresOn id={message.id} titleOf={titleOf} onReveal={(node) => revealNode(node.slice(prefix.length))} />
      {detail && (
        <div className="border-t border-line p-2">
          <RelatedMessages
            {...{ message: detail.message, causes: detail.causes, effects: detail.effects, onFollow }}
            titleOf={titleOf}
          />
        </div>
      )}
      <MessageActions key={message.id} id={id} message={message} before={messageBefore(messages, message)} />
    </div>
  );
}

function messageBefore(
  messages: readonly RecordedMessage[],
  { node, port, sequence }: RecordedMessage,
): RecordedMessage | undefined {
  return messages.findLast((one) => one.node === node && one.port === port && one.sequence < sequence);
}
