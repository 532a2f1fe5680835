import { ChevronDown, ChevronRight } from 'lucide-react';
import { useMemo, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { CopyButton } from '../parts/CopyButton.tsx';
import { copyPart } from './copyAs.ts';
import type { ExactValue } from './exactValue.ts';
import { kindColors } from './kindColors.ts';
import { treeRows, type TreeRow } from './treeRows.ts';
import { useVirtualRows } from '../parts/virtualRows.ts';

const rowHeight = 22;
/** A value as a tree of lines; only the lines in view exist. What is copied with the keyboard is the line that the arrows are at. */
export function ValueTree({ value, name }: { value: ExactValue; name: string }) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState('$');
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => treeRows(value, toggled), [value, toggled]);
  const virtual = useVirtualRows({ count: rows.length, scroller, rowHeight });
  const index = Math.max(
    0,
    rows.findIndex((row) => row.id === current),
  );

  const toggle = (id: string) =>
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const goTo = (to: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, to))];
    if (!row) return;
    setCurrent(row.id);
    virtual.scrollToIndex(rows.indexOf(row));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[index];
    if (!row) return;
    const moves: Partial<Record<string, () => void>> = {
      ArrowDown: () => goTo(index + 1),
      ArrowUp: () => goTo(index - 1),
      Home: () => goTo(0),
      End: () => goTo(rows.length - 1),
      ArrowRight: () => (row.open === false ? toggle(row.id) : goTo(index + 1)),
      ArrowLeft: () => (row.open ? toggle(row.id) : goTo(rows.findIndex((one) => one.id === row.parent))),
      Enter: () => row.open !== undefined && toggle(row.id),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };

  const onCopy = (event: ClipboardEvent) => {
    const row = rows[index];
    if (!row || getSelection()?.toString()) return;
    event.clipboardData.setData('text/plain', copyPart(row.value));
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={scroller}
      role="tree"
      aria-label={name}
      tabIndex={0}
      aria-activedescendant={`${name}:${rows[index]?.id}`}
      onKeyDown={onKeyDown}
      onCopy={onCopy}
      className="group h-full overflow-auto font-mono text-xs outline-offset-[-2px]"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index: at, start }) => {
          const row = rows[at]!;
          return (
            <TreeLine
              key={row.id}
              row={row}
              id={`${name}:${row.id}`}
              top={start}
              isCurrent={at === index}
              onSelect={() => {
                setCurrent(row.id);
                if (row.open !== undefined) toggle(row.id);
              }}
            />
          );
        })}
      </div>
    </div>
  );
}

function TreeLine(props: { row: TreeRow; id: string; top: number; isCurrent: boolean; onSelect: () => void }) {
  const { row, id, top, isCurrent, onSelect } = props;
  const Chevron = row.open ? ChevronDown : ChevronRight;
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={row.level}
      aria-expanded={row.open}
      aria-selected={isCurrent}
      onClick={onSelect}
      className={`group/line absolute right-0 left-0 flex cursor-default items-center gap-1 pr-2 whitespace-nowrap ${isCurrent ? 'group-focus-within:bg-accent-soft' : ''} hover:bg-hover`}
      style={{ top, height: rowHeight, paddingLeft: (row.level - 1) * 12 + 4 }}
    >
      <span aria-hidden className="inline-flex w-3.5 shrink-0 text-muted">
        {row.open !== undefined && <Chevron className="size-3.5" />}
      </span>
      <span className="shrink-0 text-ink">{row.key}</span>
      <span className={`truncate ${kindColors[row.kind]}`} title={row.text.length > 40 ? row.text : undefined}>
        {row.text}
      </span>
      <CopyButton
        label={`Copy ${row.key}`}
        text={() => copyPart(row.value)}
        tabIndex={-1}
        className="h-4! opacity-0 group-hover/line:opacity-100"
      />
    </div>
  );
}
