import { ChevronRight, CornerUpRight, History, Pencil, Trash2 } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { formatSize } from '#shared/actor/limits.ts';
import { useSession } from '../app/session.ts';
import { IconButton } from '../inspector/parts/IconButton.tsx';
import { useVirtualRows } from '../inspector/parts/virtualRows.ts';
import { DeleteKey } from './DeleteKey.tsx';
import { EditValue } from './EditValue.tsx';
import { KeyHistory } from './KeyHistory.tsx';
import { nodeOf, type StateRow } from './stateTree.ts';
import { TimeLeft } from './TimeLeft.tsx';
import type { LiveEntry } from './liveEntries.ts';
import './state.css';

const rowHeight = 26;
const indent = 14;

interface StateGridProps {
  rows: readonly StateRow<LiveEntry>[];
  onToggle: (id: string) => void;
}

/** The tree of keys as a grid: arrows move among rows, left and right close and open, Enter edits, Delete deletes, H shows the history. */
export function StateGrid({ rows, onToggle }: StateGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string>();
  const [editing, setEditing] = useState<string>();
  const [deleting, setDeleting] = useState<LiveEntry>();
  const [looking, setLooking] = useState<string>();
  const virtual = useVirtualRows({ count: rows.length, scroller, rowHeight, keyOf: (index) => rows[index]!.id });
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
  const setOpen = (open: boolean) => {
    if (row && row.kind !== 'entry' && row.open !== open) onToggle(row.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || !row) return;
    const moves: Partial<Record<string, () => void>> = {
      ArrowDown: () => goTo(index + 1),
      ArrowUp: () => goTo(index - 1),
      Home: () => goTo(0),
      End: () => goTo(rows.length - 1),
      ArrowRight: () => setOpen(true),
      ArrowLeft: () => setOpen(false),
      Enter: () => (row.kind === 'entry' ? setEditing(row.id) : onToggle(row.id)),
      Delete: () => row.kind === 'entry' && setDeleting(row.entry),
      h: () => row.kind === 'entry' && setLooking(row.id),
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
          return one.kind === 'entry' ? (
            <EntryRow
              key={key}
              place={place}
              entry={one.entry}
              isEditing={editing === one.id}
              onSelect={() => setCurrent(one.id)}
              onEdit={() => setEditing(one.id)}
              onEndEdit={endEdit}
              onDelete={() => setDeleting(one.entry)}
              onHistory={() => setLooking(one.id)}
            />
          ) : (
            <BranchRow key={key} place={place} row={one} onToggle={() => (setCurrent(one.id), onToggle(one.id))} />
          );
        })}
      </div>
      {lookedAt?.kind === 'entry' && <KeyHistory entry={lookedAt.entry} onClose={() => setLooking(undefined)} />}
      {deleting && <DeleteKey entry={deleting} onDone={() => setDeleting(undefined)} />}
    </div>
  );
}

interface Place {
  id: string;
  top: number;
  rowIndex: number;
  isCurrent: boolean;
}

const rowClass = (isCurrent: boolean) =>
  `state-row absolute right-0 left-0 ${isCurrent ? 'bg-accent-soft' : 'hover:bg-hover'}`;

function BranchRow(props: { place: Place; row: Exclude<StateRow, { kind: 'entry' }>; onToggle: () => void }) {
  const { place, row, onToggle } = props;
  return (
    <div
      id={place.id}
      role="row"
      aria-level={row.level}
      aria-expanded={row.open}
      aria-rowindex={place.rowIndex}
      aria-selected={place.isCurrent}
      onClick={onToggle}
      className={`${rowClass(place.isCurrent)} cursor-pointer`}
      style={{ top: place.top, height: rowHeight }}
    >
      <span role="gridcell" className="flex items-center gap-1" style={{ paddingLeft: (row.level - 1) * indent }}>
        <ChevronRight aria-hidden className={`size-3.5 shrink-0 text-muted ${row.open ? 'rotate-90' : ''}`} />
        <span className={`truncate ${row.level === 1 ? 'font-medium' : ''}`}>{row.name}</span>
        <span className="text-xs text-muted">{row.count}</span>
        {row.kind === 'actor' && <NodeLink namespace={row.namespace} actorId={row.name} />}
      </span>
    </div>
  );
}

/** Leads to the node that keeps this state, where the graph in front has it. */
function NodeLink({ namespace, actorId }: { namespace: string; actorId: string }) {
  const node = useSession(({ graph, activePath }) => nodeOf(namespace, actorId, activePath, graph));
  const revealNode = useSession((state) => state.revealNode);
  if (node === undefined) return null;
  return (
    <IconButton
      icon={CornerUpRight}
      label={`Show ${actorId} on the canvas`}
      onClick={(event) => {
        event.stopPropagation();
        revealNode(node);
      }}
    />
  );
}

interface EntryRowProps {
  place: Place;
  entry: LiveEntry;
  isEditing: boolean;
  onSelect: () => void;
  onEdit: () => void;
  onEndEdit: () => void;
  onDelete: () => void;
  onHistory: () => void;
}

function EntryRow(props: EntryRowProps) {
  const { place, entry, isEditing, onSelect, onEdit, onEndEdit, onDelete, onHistory } = props;
  return (
    <div
      id={place.id}
      role="row"
      aria-level={3}
      aria-rowindex={place.rowIndex}
      aria-selected={place.isCurrent}
      onClick={onSelect}
      className={`${rowClass(place.isCurrent)} group`}
      style={{ top: place.top, height: rowHeight }}
    >
      <span role="gridcell" className="truncate" style={{ paddingLeft: 2 * indent + 18 }} title={entry.key}>
        {entry.key}
      </span>
      {isEditing ? (
        <EditValue entry={entry} onDone={onEndEdit} />
      ) : (
        <span
          role="gridcell"
          className="truncate font-mono text-xs"
          onDoubleClick={onEdit}
          title={entry.json.slice(0, 2000)}
        >
          <span key={entry.changes} className={entry.changes > 0 ? 'state-flash' : ''}>
            {entry.json}
          </span>
        </span>
      )}
      <span role="gridcell" className="text-xs text-muted">
        {entry.type}
      </span>
      <span role="gridcell" className="text-xs text-muted tabular-nums">
        {formatSize(entry.bytes)}
      </span>
      <span role="gridcell" className="text-xs text-muted tabular-nums">
        <TimeLeft entry={entry} />
      </span>
      <span role="gridcell" className="truncate text-xs text-muted">
        {entry.writer ?? '–'}
      </span>
      <span
        role="gridcell"
        className={`flex justify-end group-hover:opacity-100 focus-within:opacity-100 ${place.isCurrent ? '' : 'opacity-0'}`}
      >
        <IconButton icon={History} label={`History of ${entry.key} of ${entry.actorId}`} onClick={onHistory} />
        <IconButton icon={Pencil} label={`Edit ${entry.key} of ${entry.actorId}`} onClick={onEdit} />
        <IconButton icon={Trash2} label={`Delete ${entry.key} of ${entry.actorId}`} onClick={onDelete} />
      </span>
    </div>
  );
}
