import { useMemo, useRef, useState } from 'react';
import { formatSize } from '#shared/actor/limits.ts';
import type { RecordedMessage } from '#shared/rpc/live.ts';
import { useSession } from '../app/session.ts';
import { MessageActions } from '../debugging/MessageActions.tsx';
import { formatCount, formatTime } from './measures.ts';
import { useMessages } from './messages.ts';
import { SearchField } from './parts/SearchField.tsx';
import { readValueText } from './value/readPreview.ts';
import { ValueView } from './value/ValueView.tsx';
import { useVirtualRows } from './parts/virtualRows.ts';

const most = 1000;
const rowHeight = 22;

/** The messages that a node sent, newest first, with search; one that is chosen shows its value. */
export function NodeHistory({ id }: { id: string }) {
  const { list, skipped } = useMessages(id, most);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<RecordedMessage>();
  const found = useMemo(() => searchMessages(list, search).toReversed(), [list, search]);
  const running = useSession((state) => state.network?.state);
  if (list.length === 0)
    return (
      <p className="px-3 py-1 text-muted">
        {running === 'running'
          ? 'This node has sent nothing yet.'
          : 'What this node sends in a run is listed here, newest first.'}
      </p>
    );
  return (
    <div className="flex flex-col gap-1 px-2">
      <SearchField label="Search messages" value={search} onChange={setSearch} />
      <p className="px-1 text-xs text-muted" role="status">
        {formatCount(found.length)} {search === '' ? 'kept' : 'found'}
        {skipped > 0 && ` · +${formatCount(skipped)} passed too fast to keep`}
      </p>
      <MessageRows messages={found} chosen={chosen} onChoose={setChosen} />
      {chosen && <ChosenMessage id={id} message={chosen} before={before(list, chosen)} />}
    </div>
  );
}

/** Messages whose port or value holds every word. */
export function searchMessages(messages: readonly RecordedMessage[], search: string): readonly RecordedMessage[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return messages;
  return messages.filter(({ port, preview }) => {
    const text = `${port} ${preview.json}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function MessageRows(props: {
  messages: readonly RecordedMessage[];
  chosen: RecordedMessage | undefined;
  onChoose: (message: RecordedMessage) => void;
}) {
  const { messages, chosen, onChoose } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows({ count: messages.length, scroller, rowHeight });
  return (
    <div ref={scroller} className="h-40 resize-y overflow-y-auto rounded border border-line">
      <ul aria-label="Messages" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const message = messages[index]!;
          const isChosen = message.sequence === chosen?.sequence;
          return (
            <li key={message.sequence} className="absolute right-0 left-0" style={{ top: start, height: rowHeight }}>
              <button
                type="button"
                aria-pressed={isChosen}
                onClick={() => onChoose(message)}
                className={`flex h-full w-full cursor-pointer items-center gap-2 px-2 text-left font-mono text-xs outline-offset-[-2px] ${isChosen ? 'bg-accent-soft' : 'hover:bg-hover'}`}
              >
                <span className="shrink-0 text-muted tabular-nums">{formatTime(message.timestamp)}</span>
                <span className="shrink-0">{message.port}</span>
                <span className="truncate text-muted">{message.preview.json.slice(0, 200)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The message before on the same outport, of those kept. */
function before(
  messages: readonly RecordedMessage[],
  { port, sequence }: RecordedMessage,
): RecordedMessage | undefined {
  return messages.findLast((message) => message.port === port && message.sequence < sequence);
}

function ChosenMessage(props: { id: string; message: RecordedMessage; before: RecordedMessage | undefined }) {
  const { id, message } = props;
  const { preview } = message;
  const value = useMemo(() => (preview.truncated ? undefined : readValueText(preview.json)), [preview]);
  return (
    <div className="rounded border border-line">
      <div className="h-40 resize-y overflow-hidden">
        {value === undefined ? (
          <pre
            tabIndex={0}
            className="h-full overflow-auto p-2 font-mono text-xs break-all whitespace-pre-wrap"
          >{`${preview.json}…`}</pre>
        ) : (
          <ValueView key={message.sequence} value={value} name={`message ${message.sequence} of ${message.port}`} />
        )}
      </div>
      <p className="border-t border-line px-2 py-0.5 text-xs text-muted">
        {preview.type} · {formatSize(preview.bytes)}
        {preview.truncated && ' · only its beginning was recorded'}
      </p>
      <MessageActions key={message.sequence} id={id} message={message} before={props.before} />
    </div>
  );
}
