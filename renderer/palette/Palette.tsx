import { useVirtualizer } from '@tanstack/react-virtual';
import { FilePlus2, Search } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { useCommand } from '../commands/commandsContext.ts';
import { useSession } from '../session/session.ts';
import { whyNotWithin } from '../graph/recursion.ts';
import { PaletteItem } from './PaletteItem.tsx';
import { NamespaceRow, ProblemRow } from './PaletteHeadings.tsx';
import { paletteRows, type PaletteRow } from './paletteRows.ts';

const heights: Readonly<Record<PaletteRow['kind'], number>> = {
  namespace: 28,
  category: 22,
  component: 28,
  problem: 44,
};

/** Everything that can be placed on the canvas (E4): drag it there, or press Enter. */
export function Palette() {
  const components = useSession((session) => session.components);
  const problems = useSession((session) => session.discoveryProblems);
  const newActor = useCommand('actor.new');
  const [search, setSearch] = useState('');
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () => paletteRows(components.values(), problems, search, folded),
    [components, problems, search, folded],
  );
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- concerns the React compiler, which is not used
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[rows[index]!.kind],
    overscan: 10,
  });

  const toggle = (namespace: string): void =>
    setFolded((before) => {
      const after = new Set(before);
      if (!after.delete(namespace)) after.add(namespace);
      return after;
    });

  const moveFocus = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const focused = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
    const next = nextFocusable(rows, focused ? Number(focused.dataset['row']) : -1, step);
    if (next === undefined) return;
    virtual.scrollToIndex(next);
    requestAnimationFrame(() =>
      scroller.current
        ?.querySelector<HTMLElement>(`[data-row="${next}"] [tabindex], [data-row="${next}"] button`)
        ?.focus(),
    );
  };

  return (
    <div className="flex h-full min-h-0 flex-col" onKeyDown={moveFocus}>
      <div className="flex h-9 shrink-0 items-center gap-1 border-b border-line pr-1 pl-3">
        <h2 className="mr-auto font-semibold">Palette</h2>
        <IconButton label="New actor" icon={FilePlus2} onClick={newActor.run} />
      </div>
      <label className="flex shrink-0 items-center gap-2 border-b border-line px-3">
        <Search size={14} className="shrink-0 text-muted" aria-hidden />
        <input
          type="search"
          aria-label="Search the palette"
          placeholder="Name, tag, port…"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="h-8 min-w-0 flex-1 bg-transparent outline-none"
        />
      </label>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto py-1">
        {rows.length === 0 && <Nothing search={search} />}
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, size }) => (
            <div
              key={index}
              data-row={index}
              className="absolute right-0 left-0"
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              <Row row={rows[index]!} onToggle={toggle} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function Row({ row, onToggle }: { row: PaletteRow; onToggle: (namespace: string) => void }) {
  switch (row.kind) {
    case 'namespace':
      return <NamespaceRow {...row} onToggle={onToggle} />;
    case 'category':
      return <h3 className="flex h-full items-end truncate pr-3 pb-0.5 pl-7 text-xs text-muted">{row.name}</h3>;
    case 'component':
      return <PlaceableItem component={row.component} />;
    case 'problem':
      return <ProblemRow problem={row.problem} />;
  }
}

function PlaceableItem({ component }: { component: ComponentDescription }) {
  const reason = useSession(({ activePath, components }) => whyNotWithin(component, activePath, components));
  return <PaletteItem component={component} reason={reason} />;
}

function Nothing({ search }: { search: string }) {
  return (
    <p className="px-3 py-2 text-muted">
      {search === ''
        ? 'Actors appear here: Python and JavaScript files of the workspace that declare one. Add a file named name.actor.py, or press New actor.'
        : `Nothing matches “${search}”. The search looks at names, tags, ports and descriptions.`}
    </p>
  );
}

function nextFocusable(rows: readonly PaletteRow[], from: number, step: number): number | undefined {
  for (let index = from + step; index >= 0 && index < rows.length; index += step)
    if (rows[index]!.kind !== 'category') return index;
  return undefined;
}
