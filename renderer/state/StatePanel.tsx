import { Database, Undo2 } from 'lucide-react';
import { useMemo, useState, type KeyboardEvent } from 'react';
import { useSession } from '../session/session.ts';
import { formatCount } from '../parts/measures.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { useStateEdits } from './StateEdits.tsx';
import { StateGrid } from './StateGrid.tsx';
import { stateRows } from './stateTree.ts';
import type { LiveEntry } from './liveEntries.ts';
import { useStateEntries } from './useStateEntries.ts';

/** What actors keep between messages, live, by namespace and actor (T7). */
export default function StatePanel() {
  const entries = useStateEntries();
  const system = useSession((state) => state.system);
  const [search, setSearch] = useState('');
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () => stateRows<LiveEntry>(entries?.values() ?? [], search, toggled),
    [entries, search, toggled],
  );
  const edits = useStateEdits();
  const onKeyDown = (event: KeyboardEvent) => {
    const isUndo = event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (!isUndo || event.target instanceof HTMLInputElement) return;
    // Here it is the state that was edited, not the graph.
    event.preventDefault();
    event.stopPropagation();
    edits.undo();
  };
  const toggle = (id: string) =>
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });

  const count = entries?.size ?? 0;
  const trouble = system && !system.state.available ? system.state.detail : undefined;
  if (trouble !== undefined && count === 0)
    return (
      <EmptyState icon={Database} title="The state is out of reach">
        {trouble}
      </EmptyState>
    );
  if (count === 0 && !edits.latest)
    return (
      <EmptyState icon={Database} title="No state yet">
        What an actor keeps with <code className="font-mono">context.state</code> shows here as it changes: counters,
        lists, values.
      </EmptyState>
    );
  return (
    <div className="flex h-full flex-col" onKeyDown={onKeyDown}>
      <div className="flex shrink-0 items-center gap-2 px-2 py-1">
        <SearchField label="Search state" value={search} onChange={setSearch} className="w-56" />
        <span role="status" className="text-xs text-muted tabular-nums">
          {formatCount(count)} {count === 1 ? 'key' : 'keys'}
          {system && ` · ${system.state.kind === 'redis' ? 'Redis' : 'in the workspace'}`}
        </span>
        {edits.latest && (
          <button
            type="button"
            onClick={edits.undo}
            className="ml-auto flex items-center gap-1 rounded px-2 py-0.5 hover:bg-hover"
          >
            <Undo2 aria-hidden className="size-3.5" /> Undo the change of {edits.latest.key}
          </button>
        )}
      </div>
      {trouble !== undefined && (
        <p role="alert" className="shrink-0 px-2 pb-1 text-xs text-danger">
          {trouble}
        </p>
      )}
      <div className="min-h-0 grow">
        {rows.length === 0 ? (
          <EmptyState icon={Database} title={search === '' ? 'No state yet' : 'No key matches'}>
            {search === ''
              ? 'What was deleted can be undone.'
              : 'The search looks at keys, nodes, namespaces and values.'}
          </EmptyState>
        ) : (
          <StateGrid rows={rows} onToggle={toggle} />
        )}
      </div>
    </div>
  );
}
