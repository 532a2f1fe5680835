import { useRef, useState, type KeyboardEvent } from 'react';
import { useVirtualRows } from '../parts/virtualRows.ts';
import { KeyHistory } from './KeyHistory.tsx';
import type { LiveEntry } from './liveEntries.ts';
import { useStateEdits } from './StateEdits.tsx';
import { BranchRow, EntryRow, rowHeight, ValueRow } from './StateGridRows.tsx';
import type { StateRow } from './stateTree.ts';
import './state.css';

interface StateGridProps {
  rows: readonly StateRow<LiveEntry>[];
  onToggle: (id: string) => void;
}

/**
 * The tree of keys as a grid: arrows move among rows, left and right close and open, Enter edits a key, Delete deletes it, H shows its
 * history.
 */
export function StateGrid({ rows, onToggle }: StateGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const edits = useStateEdits();
  const [current, setCurrent] = useState<string>();
  const [editing, setEditing] = useState<string>();
  const [looking, setLooking] = useState<string>();
  const virtual = useVirtualRows({
    count: rows.length,
    scroller,
    rowHeight,
    headHeight: rowHeight,
    keyOf: (index) => rows[index]!.id,
  });
  const index = Math.max(
    0,
    rows.findIndex((row) => row.id === current),
  );
  const row = rows[index];
  const lookedAt = rows.find(({ id }) => id === looking);

  const goTo = (to: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, to));
    setCurrent(rows[next]?.id);
    virtual.scrollToIndex(next);
  };
  const goOut = (level: number) => goTo(rows.findLastIndex((one, at) => at < index && one.level < level));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || !row || event.ctrlKey || event.metaKey) return;
    const entry = row.kind === 'entry' ? row.entry : undefined;
    const moves: Partial<Record<string, () => void>> = {
      ArrowDown: () => goTo(index + 1),
      ArrowUp: () => goTo(index - 1),
      Home: () => goTo(0),
      End: () => goTo(rows.length - 1),
      ArrowRight: () => (row.open === false ? onToggle(row.id) : row.open && goTo(index + 1)),
      ArrowLeft: () => (row.open ? onToggle(row.id) : goOut(row.level)),
      Enter: () => (entry ? setEditing(row.id) : row.open !== undefined && onToggle(row.id)),
      Delete: () => entry && edits.remove(entry),
      h: () => entry && setLooking(row.id),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };
  const endEdit = () => {
    setEditing(undefined);
    scroller.current?.focus();
  };

  return (
    <div
      ref={scroller}
      role="treegrid"
      aria-label="Actor state"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={row && `state-${row.id}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="h-full overflow-auto outline-offset-[-2px]"
    >
      <div
        role="row"
        aria-rowindex={1}
        className="state-row sticky top-0 z-10 border-b border-line bg-surface text-xs text-muted"
      >
        {['Key', 'Value', 'Type', 'Size', 'Expires', 'Last written by'].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
        <span role="columnheader">
          <span className="sr-only">Actions</span>
        </span>
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index: at, start, key }) => {
          const one = rows[at]!;
          const place = { id: `state-${one.id}`, top: start, rowIndex: at + 2, isCurrent: at === index };
          const toggle = () => {
            setCurrent(one.id);
            if (one.open !== undefined) onToggle(one.id);
          };
          if (one.kind === 'value') return <ValueRow key={key} place={place} row={one} onToggle={toggle} />;
          if (one.kind !== 'entry') return <BranchRow key={key} place={place} row={one} onToggle={toggle} />;
          return (
            <EntryRow
              key={key}
              place={place}
              row={one}
              isEditing={editing === one.id}
              onToggle={toggle}
              onEdit={() => (setCurrent(one.id), setEditing(one.id))}
              onEndEdit={endEdit}
              onDelete={() => edits.remove(one.entry)}
              onHistory={() => setLooking(one.id)}
            />
          );
        })}
      </div>
      {lookedAt?.kind === 'entry' && <KeyHistory entry={lookedAt.entry} onClose={() => setLooking(undefined)} />}
    </div>
  );
}
