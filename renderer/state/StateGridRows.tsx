import { ChevronRight, CornerUpRight, History, Pencil, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatSize } from '#shared/actor/limits.ts';
import { useSession } from '../session/session.ts';
import { CopyButton } from '../parts/CopyButton.tsx';
import { SmallIconButton } from '../parts/SmallIconButton.tsx';
import { copyAs } from '../value/copyAs.ts';
import { kindColors } from '../value/kindColors.ts';
import { EditValue } from './EditValue.tsx';
import type { LiveEntry } from './liveEntries.ts';
import { formatMoment } from '../parts/measures.ts';
import { titleIn } from '../graph/nodeTitles.ts';
import { nodeOf, type StateRow } from './stateTree.ts';
import { TimeLeft } from './TimeLeft.tsx';

export const rowHeight = 26;
const indent = 14;

/** Where a row of the grid is. */
interface Place {
  id: string;
  top: number;
  rowIndex: number;
  isCurrent: boolean;
}

type RowOf<Kind extends StateRow['kind']> = Extract<StateRow<LiveEntry>, { kind: Kind }>;

function Row(props: { place: Place; row: StateRow; onClick: () => void; className?: string; children: ReactNode }) {
  const { place, row, onClick, className = '', children } = props;
  return (
    <div
      id={place.id}
      role="row"
      aria-level={row.level}
      aria-expanded={row.open}
      aria-rowindex={place.rowIndex}
      aria-selected={place.isCurrent}
      onClick={onClick}
      className={`state-row absolute right-0 left-0 ${place.isCurrent ? 'bg-accent-soft' : 'hover:bg-hover'} ${className}`}
      style={{ top: place.top, height: rowHeight }}
    >
      {children}
    </div>
  );
}

/** The first cell of a row: its place in the tree, and whether there is something inside. */
function KeyCell({ row, children }: { row: StateRow; children: ReactNode }) {
  return (
    <span role="gridcell" className="flex min-w-0 items-center gap-1" style={{ paddingLeft: (row.level - 1) * indent }}>
      <span aria-hidden className="inline-flex w-3.5 shrink-0 text-muted">
        {row.open !== undefined && <ChevronRight className={`size-3.5 ${row.open ? 'rotate-90' : ''}`} />}
      </span>
      {children}
    </span>
  );
}

export function BranchRow(props: { place: Place; row: RowOf<'namespace' | 'actor'>; onToggle: () => void }) {
  const { place, row, onToggle } = props;
  return (
    <Row place={place} row={row} onClick={onToggle} className="cursor-pointer">
      <KeyCell row={row}>
        <span className={`max-w-2/3 shrink-0 truncate ${row.level === 1 ? 'font-medium' : ''}`}>{row.name}</span>
        {row.kind === 'actor' && <NodeTitle namespace={row.namespace} actorId={row.name} />}
        <span className="shrink-0 text-xs text-muted">{row.count}</span>
        {row.kind === 'actor' && <NodeLink namespace={row.namespace} actorId={row.name} />}
      </KeyCell>
    </Row>
  );
}

/** The node that keeps a state, where the graph in front has it. */
function useNodeOf(namespace: string, actorId: string): string | undefined {
  return useSession(({ graph, activePath }) => nodeOf(namespace, actorId, activePath, graph));
}

/** The title of the node that keeps a state, where it says more than its id. */
function NodeTitle({ namespace, actorId }: { namespace: string; actorId: string }) {
  const node = useNodeOf(namespace, actorId);
  const title = useSession(({ graph }) => (node === undefined ? actorId : titleIn(graph, node)));
  return title !== actorId && <span className="truncate text-muted">{title}</span>;
}

function NodeLink({ namespace, actorId }: { namespace: string; actorId: string }) {
  const node = useNodeOf(namespace, actorId);
  const revealNode = useSession((state) => state.revealNode);
  if (node === undefined) return null;
  return (
    <SmallIconButton
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
  row: RowOf<'entry'>;
  isEditing: boolean;
  onToggle: () => void;
  onEdit: () => void;
  onEndEdit: () => void;
  onDelete: () => void;
  onHistory: () => void;
}

export function EntryRow(props: EntryRowProps) {
  const { place, row, isEditing, onToggle, onEdit, onEndEdit, onDelete, onHistory } = props;
  const { entry } = row;
  return (
    <Row place={place} row={row} onClick={onToggle} className="group">
      <KeyCell row={row}>
        <span className="truncate" title={entry.key}>
          {entry.key}
        </span>
      </KeyCell>
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
            {entry.json.slice(0, 2000)}
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
        <Writer entry={entry} />
      </span>
      <span
        role="gridcell"
        onClick={(event) => event.stopPropagation()}
        className={`flex justify-end group-hover:opacity-100 focus-within:opacity-100 ${place.isCurrent ? '' : 'opacity-0'}`}
      >
        <CopyButton label={`Copy ${entry.key} of ${entry.actorId}`} text={() => copyAs('JSON', entry.json)} />
        <SmallIconButton icon={History} label={`History of ${entry.key} of ${entry.actorId}`} onClick={onHistory} />
        <SmallIconButton icon={Pencil} label={`Edit ${entry.key} of ${entry.actorId}`} onClick={onEdit} />
        <SmallIconButton icon={Trash2} label={`Delete ${entry.key} of ${entry.actorId}`} onClick={onDelete} />
      </span>
    </Row>
  );
}

const unknownWriter = 'By a program that did not say who it was, or before this one was started.';

/** Who wrote it last; a node of the graph in front leads there. */
function Writer({ entry: { namespace, writer, updatedAt } }: { entry: LiveEntry }) {
  const node = useNodeOf(namespace, writer ?? '');
  const title = useSession(({ graph }) => (node === undefined ? '' : titleIn(graph, node)));
  const revealNode = useSession((state) => state.revealNode);
  const when = updatedAt === null ? '' : `, ${formatMoment(updatedAt)}`;
  if (node === undefined)
    return <span title={writer === null ? unknownWriter : `${writer}${when}`}>{writer ?? 'not known'}</span>;
  return (
    <button
      type="button"
      tabIndex={-1}
      title={`Show ${writer} on the canvas${when}`}
      className="max-w-full cursor-pointer truncate align-bottom text-accent hover:underline"
      onClick={(event) => {
        event.stopPropagation();
        revealNode(node);
      }}
    >
      {title}
    </button>
  );
}

export function ValueRow({ place, row, onToggle }: { place: Place; row: RowOf<'value'>; onToggle: () => void }) {
  const { key, text, kind } = row.line;
  return (
    <Row place={place} row={row} onClick={onToggle}>
      <KeyCell row={row}>
        <span className="truncate font-mono text-xs">{key}</span>
      </KeyCell>
      <span role="gridcell" className={`truncate font-mono text-xs ${kindColors[kind]}`} title={text.slice(0, 2000)}>
        {text.slice(0, 2000)}
      </span>
    </Row>
  );
}
