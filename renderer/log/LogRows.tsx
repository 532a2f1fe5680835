import { useRef, useState } from 'react';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import { CopyButton } from '../parts/CopyButton.tsx';
import { formatTime } from '../parts/measures.ts';
import type { NumberedRecord } from './logStore.ts';
import { useLogPlace } from './useLogPlace.ts';
import { useFollowEnd } from '../parts/followEnd.ts';
import { useVirtualRows } from '../parts/virtualRows.ts';

const rowHeight = 21;
const levelColors: Readonly<Record<LogLevel, string>> = {
  debug: 'text-muted',
  info: 'text-ink',
  warn: 'text-warning',
  error: 'text-danger',
};

interface LogRowsProps {
  records: readonly NumberedRecord[];
  showNode?: boolean;
  /** Leads to the node that wrote a line. */
  onReveal?: (node: string) => void;
}

/** Lines of a log, newest last; stays at the end until the person scrolls up. A line that is chosen shows all of its text. */
export function LogRows({ records, showNode = true, onReveal }: LogRowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<number>();
  const virtual = useVirtualRows({
    count: records.length,
    scroller,
    rowHeight,
    keyOf: (index) => records[index]!.number,
  });
  const onScroll = useFollowEnd({ rows: records, rowHeight, virtual });

  return (
    <div
      ref={scroller}
      role="log"
      aria-live="off"
      aria-label="Log records"
      tabIndex={0}
      onScroll={onScroll}
      className="h-full overflow-auto font-mono text-xs outline-offset-[-2px]"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const record = records[index]!;
          const isOpen = record.number === open;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="group absolute right-0 left-0 flex items-start gap-3 px-3 py-0.5 hover:bg-hover"
              style={{ top: start, minHeight: rowHeight }}
            >
              <span className="shrink-0 text-muted tabular-nums">{formatTime(record.timestamp)}</span>
              <span className={`w-10 shrink-0 ${levelColors[record.level]}`}>{record.level}</span>
              {showNode && <NodeName record={record} onReveal={onReveal} />}
              <button
                type="button"
                aria-expanded={isOpen}
                onClick={() => setOpen(isOpen ? undefined : record.number)}
                className={`min-w-0 grow cursor-text text-left select-text ${isOpen ? 'break-words whitespace-pre-wrap' : 'truncate'} ${levelColors[record.level]}`}
              >
                {record.text}
              </button>
              <CopyButton
                label="Copy the line"
                text={() => record.text}
                tabIndex={isOpen ? 0 : -1}
                className={`h-4! ${isOpen ? '' : 'opacity-0 group-hover:opacity-100'}`}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function NodeName({ record, onReveal }: { record: NumberedRecord; onReveal?: ((node: string) => void) | undefined }) {
  const className = 'w-28 shrink-0 truncate text-left';
  const { title, id } = useLogPlace()(record);
  if (!onReveal || id === undefined)
    return (
      <span className={className} title={title}>
        {title}
      </span>
    );
  return (
    <button
      type="button"
      title={`Show ${title} on the canvas`}
      onClick={() => onReveal(id)}
      className={`${className} cursor-pointer text-accent hover:underline`}
    >
      {title}
    </button>
  );
}
