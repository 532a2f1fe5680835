import { useRef } from 'react';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { previewLine } from '../value/readPreview.ts';
import { formatTime } from '../parts/measures.ts';
import { useFollowEnd } from '../parts/followEnd.ts';
import { useVirtualRows } from '../parts/virtualRows.ts';

const rowHeight = 22;

interface MessageRowsProps {
  messages: readonly RecordedMessage[];
  chosen: RecordedMessage | undefined;
  onChoose: (message: RecordedMessage) => void;
  /** Keeps the last row in view until the person scrolls up. */
  followsEnd?: boolean;
  /** Who sent a message, named in its row, and what leads there; without it rows name the port alone. */
  senderOf?: (message: RecordedMessage) => { title: string; reveal: () => void };
}

/** Messages, one a row, in the order given; only the rows in view exist. */
export function MessageRows({ messages, chosen, onChoose, followsEnd = false, senderOf }: MessageRowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows({
    count: messages.length,
    scroller,
    rowHeight,
    keyOf: (index) => messages[index]!.id,
  });
  const onScroll = useFollowEnd({ rows: messages, rowHeight, virtual, isFollowed: followsEnd });
  return (
    <div ref={scroller} onScroll={onScroll} className="h-full overflow-y-auto">
      <ul aria-label="Messages" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const message = messages[index]!;
          const sender = senderOf?.(message);
          const isChosen = message.id === chosen?.id;
          return (
            <li
              key={key}
              className={`absolute right-0 left-0 flex items-center gap-2 px-2 font-mono text-xs ${isChosen ? 'bg-accent-soft' : 'hover:bg-hover'}`}
              style={{ top: start, height: rowHeight }}
            >
              <span className="shrink-0 text-muted tabular-nums">{formatTime(message.timestamp)}</span>
              {sender && (
                <button
                  type="button"
                  title={`Show ${sender.title} on the canvas`}
                  onClick={sender.reveal}
                  className="w-28 shrink-0 cursor-pointer truncate text-left text-accent outline-offset-[-2px] hover:underline"
                >
                  {sender.title}
                </button>
              )}
              <button
                type="button"
                aria-pressed={isChosen}
                onClick={() => onChoose(message)}
                className="flex h-full min-w-0 grow cursor-pointer items-center gap-2 text-left outline-offset-[-2px]"
              >
                <span className="min-w-12 shrink-0">{message.port}</span>
                <span className="truncate text-muted">{previewLine(message.preview)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
