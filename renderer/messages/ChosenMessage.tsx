import { formatSize } from '#shared/actor/limits.ts';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { MessageActions } from '../debugging/MessageActions.tsx';
import { ValueBox } from '../value/ValueBox.tsx';
import { useWholeMessage } from './wholeMessage.ts';

interface ChosenMessageProps {
  /** The node that sent it, in the graph in front. */
  id: string;
  message: RecordedMessage;
  /** Among which the one before it on its outport is looked for. */
  messages: readonly RecordedMessage[];
}

/** The value of a message, and what can be done with it. */
export function ChosenMessage({ id, message, messages }: ChosenMessageProps) {
  const { preview, sequence, port } = message;
  const whole = useWholeMessage(message);
  return (
    <div className="rounded border border-line">
      {whole === undefined ? (
        <pre
          tabIndex={0}
          className="h-40 resize-y overflow-auto p-2 font-mono text-xs break-all whitespace-pre-wrap"
        >{`${preview.json}…`}</pre>
      ) : (
        <ValueBox key={message.id} {...whole} name={`message ${sequence} of ${port}`} />
      )}
      <p className="border-t border-line px-2 py-0.5 text-xs text-muted">
        {preview.type} · {formatSize(preview.bytes)}
        {whole === undefined && ' · its beginning'}
      </p>
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
