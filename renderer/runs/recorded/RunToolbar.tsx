import { ArrowDown, ArrowLeft, ArrowUp, CornerLeftUp, CornerRightDown } from 'lucide-react';
import { Choices } from '../../parts/Choices.tsx';
import { formatCount, formatMoment } from '../../parts/measures.ts';
import { SearchField } from '../../parts/SearchField.tsx';
import { SmallIconButton } from '../../parts/SmallIconButton.tsx';
import type { RunPages } from './runLoader.ts';
import type { RunWalk } from './useRunWalk.ts';

/** What of a run is listed. */
export type RunView = 'all' | 'failures';

interface RunToolbarProps {
  pages: RunPages | undefined;
  walk: RunWalk;
  search: string;
  view: RunView;
  onSearch: (search: string) => void;
  onView: (view: RunView) => void;
  onClose: () => void;
}

/** Which recorded run it is, what of it is listed, and the ways through it. */
export function RunToolbar({ pages, walk, search, view, onSearch, onView, onClose }: RunToolbarProps) {
  return (
    <header className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-2">
      <SmallIconButton icon={ArrowLeft} label="Close the recorded run" onClick={onClose} />
      <h3 className="truncate font-semibold">{pages?.run.path ?? pages?.run.graph ?? 'Recorded run'}</h3>
      {pages && (
        <span className="min-w-0 shrink-2 truncate text-muted">
          began {formatMoment(pages.run.startedAt)} · {formatCount(pages.run.messages)} messages kept
        </span>
      )}
      <span className="grow" />
      <SearchField label="Search this run" value={search} onChange={onSearch} className="w-48" />
      <Choices
        label="What of the run to list"
        options={{ all: 'All', failures: `Failures ${formatCount(pages?.failures.length ?? 0)}` }}
        chosen={view}
        onChoose={onView}
      />
      <span role="group" aria-label="Walk through the run" className="flex shrink-0">
        <SmallIconButton icon={ArrowUp} label="Step back (↑)" onClick={() => walk.step(-1)} />
        <SmallIconButton icon={ArrowDown} label="Step forward (↓)" onClick={() => walk.step(1)} />
        <SmallIconButton
          icon={CornerLeftUp}
          label="To what caused it (←)"
          disabled={!walk.leads('causes')}
          onClick={() => walk.follow('causes')}
        />
        <SmallIconButton
          icon={CornerRightDown}
          label="To what it led to (→)"
          disabled={!walk.leads('effects')}
          onClick={() => walk.follow('effects')}
        />
      </span>
    </header>
  );
}
