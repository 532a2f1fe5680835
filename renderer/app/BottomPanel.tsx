import { ChevronDown, ChevronsUpDown } from 'lucide-react';
import { useProblemCount } from '../problems/problemCount.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { bottomPanels } from './panels.tsx';
import { usePreferences, usePreferencesStore, type BottomPanelName } from '../preferences/preferences.ts';
import { Region } from './Region.tsx';

/** The tabs below the canvas. They stay when the panel is closed, so that it opens where it went. `onEnlarge` makes it large, and small again. */
export function BottomTabs({ onEnlarge }: { onEnlarge?: () => void }) {
  const preferences = usePreferencesStore();
  const active = usePreferences((state) => state.bottomPanel);
  const setPanel = (bottomPanel: BottomPanelName | null): void => preferences.setState({ bottomPanel });
  return (
    <div className="flex h-8 shrink-0 items-stretch border-t border-line bg-surface px-1">
      <div role="tablist" aria-label="Panels" className="flex">
        {bottomPanels.map(({ name }) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={active === name}
            className={`flex items-center gap-1.5 px-3 focus-visible:-outline-offset-2 ${active === name ? 'font-medium shadow-[inset_0_2px_0_var(--accent)]' : 'text-muted hover:text-ink'}`}
            onClick={() => setPanel(name)}
          >
            {name}
            {name === 'Problems' && <ProblemCount />}
          </button>
        ))}
      </div>
      <span className="flex-1" />
      {active !== null && (
        <span className="flex items-center">
          {onEnlarge && (
            <IconButton
              label="Enlarge panel, or make it small again"
              icon={ChevronsUpDown}
              side="top"
              onClick={onEnlarge}
            />
          )}
          <IconButton label="Close panel" icon={ChevronDown} side="top" onClick={() => setPanel(null)} />
        </span>
      )}
    </div>
  );
}

/** The panel that is chosen; others are not there, because watching costs only where someone watches (N13). */
export function BottomPanel({ name }: { name: BottomPanelName }) {
  const panel = bottomPanels.find((one) => one.name === name)!;
  return <Region key={name} {...panel} />;
}

function ProblemCount() {
  const count = useProblemCount();
  if (count === 0) return null;
  return (
    <span className="rounded-full bg-danger-soft px-1.5 text-xs font-semibold text-danger tabular-nums">{count}</span>
  );
}
