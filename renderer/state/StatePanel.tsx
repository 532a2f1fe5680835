import { Database } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useSession } from '../app/session.ts';
import { formatCount } from '../inspector/measures.ts';
import { EmptyState } from '../inspector/parts/EmptyState.tsx';
import { SearchField } from '../inspector/parts/SearchField.tsx';
import { StateGrid } from './StateGrid.tsx';
import { stateRows } from './stateTree.ts';
import type { LiveEntry } from './liveEntries.ts';
import { useStateEntries } from './useStateEntries.ts';

/** What actors keep between messages, live, by namespace and actor (T7). */
export default function StatePanel() {
  const entries = useStateEntries();
  const system = useSession((state) => state.system);
  const [search, setSearch] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => stateRows<LiveEntry>(entries?.values() ?? [], search, closed), [entries, search, closed]);
  const toggle = (id: string) =>
    setClosed((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });

  if (system && !system.state.available)
    return (
      <EmptyState icon={Database} title="The state is out of reach">
        {system.state.detail}
      </EmptyState>
    );
  if (!entries || entries.size === 0)
    return (
      <EmptyState icon={Database} title="No state yet">
        What an actor keeps with <code className="font-mono">context.state</code> shows here as it changes: counters,
        lists, values.
      </EmptyState>
    );
  return (
    <div className="flex h-full flex-col">
      <div className="flex shrink-0 items-center gap-2 px-2 py-1">
        <SearchField label="Search state" value={search} onChange={setSearch} className="w-56" />
        <span role="status" className="text-xs text-muted tabular-nums">
          {formatCount(entries.size)} {entries.size === 1 ? 'key' : 'keys'}
          {system && ` · ${system.state.kind === 'redis' ? 'Redis' : 'in the workspace'}`}
        </span>
      </div>
      <div className="min-h-0 grow">
        {rows.length === 0 ? (
          <EmptyState icon={Database} title="No key matches">
            The search looks at keys, nodes, namespaces and values.
          </EmptyState>
        ) : (
          <StateGrid rows={rows} onToggle={toggle} />
        )}
      </div>
    </div>
  );
}
