import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useVirtualRows } from '../../parts/virtualRows.ts';
import { RunEntryRow } from './RunEntryRow.tsx';
import { indexOf, placeOf, type RunEntry } from './runEntries.ts';
import type { RunTitles } from './runTitles.ts';
import type { RunWalk } from './useRunWalk.ts';

const rowHeight = 22;
/** More is fetched when so few rows are left below those in view. */
const rowsAhead = 50;

interface RunEntryListProps {
  entries: readonly RunEntry[];
  walk: RunWalk;
  startedAt: number;
  titles: RunTitles;
  onNearEnd: () => void;
}

/**
 * What happened in a run, line by line; only the lines in view exist. Up and down step back and forward, left goes to what caused the chosen
 * line, right to what it led to.
 */
export function RunEntryList(props: RunEntryListProps) {
  const { entries, walk, startedAt, titles, onNearEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { length } = entries;
  const virtual = useVirtualRows({ count: length, scroller, rowHeight });
  const current = indexOf(entries, walk.chosen);
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current);
  }, [current, virtual]);
  const items = virtual.getVirtualItems();
  const lastInView = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastInView + rowsAhead >= length) onNearEnd();
  }, [lastInView, length, onNearEnd]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const rowsInView = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const moves: Partial<Record<string, () => void>> = {
      ArrowDown: () => walk.step(1),
      ArrowUp: () => walk.step(-1),
      PageDown: () => walk.step(rowsInView),
      PageUp: () => walk.step(-rowsInView),
      Home: () => walk.step(-Infinity),
      End: () => walk.step(Infinity),
      ArrowLeft: () => walk.follow('causes'),
      ArrowRight: () => walk.follow('effects'),
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };
  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label="Recorded messages"
      aria-activedescendant={current < 0 ? undefined : `run-entry-${current}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="h-full overflow-y-auto outline-offset-[-2px]"
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const entry = entries[index]!;
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the list has the focus and the keys
            <div
              key={key}
              id={`run-entry-${index}`}
              role="option"
              aria-selected={index === current}
              aria-posinset={index + 1}
              aria-setsize={length}
              onClick={() => walk.choose(placeOf(entry))}
              className={`absolute right-0 left-0 flex cursor-pointer items-center gap-2 px-2 font-mono text-xs ${index === current ? 'bg-accent-soft' : 'hover:bg-hover'}`}
              style={{ top: start, height: rowHeight }}
            >
              <RunEntryRow entry={entry} startedAt={startedAt} titles={titles} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
