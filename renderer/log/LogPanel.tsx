import { Eraser, ListTree } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import { useSession } from '../session/session.ts';
import { formatCount } from '../parts/measures.ts';
import { CopyButton } from '../parts/CopyButton.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { SmallIconButton } from '../parts/SmallIconButton.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { Select } from '../parts/Select.tsx';
import { LogRows } from './LogRows.tsx';
import { filterLog, logLevels, logText, type LogFilter } from './logStore.ts';
import { useLog } from './useLog.ts';
import { useLogPlace } from './useLogPlace.ts';

const levelWords: Readonly<Record<LogLevel, string>> = {
  debug: 'All levels',
  info: 'Info and above',
  warn: 'Warnings and errors',
  error: 'Errors only',
};

/** What the nodes print and log, live (A5, E7). */
export default function LogPanel() {
  const { log, clear } = useLog(null);
  const [filter, setFilter] = useState<LogFilter>({ level: 'debug', node: '', text: '' });
  const placeOf = useLogPlace();
  const revealNode = useSession((state) => state.revealNode);
  const nodes = useMemo(() => {
    // The run itself has no name, and writes, too.
    const byNode = new Map(log.records.filter(({ actorId }) => actorId !== '').map((one) => [one.actorId, one]));
    return [...byNode.values()].toSorted((one, other) => (one.actorId < other.actorId ? -1 : 1));
  }, [log]);
  const shown = useMemo(() => filterLog(log.records, filter), [log, filter]);
  const change = (part: Partial<LogFilter>) => setFilter((before) => ({ ...before, ...part }));

  return (
    <div className="flex h-full flex-col">
      <div className="flex shrink-0 items-center gap-2 px-2 py-1">
        <SearchField label="Search log" value={filter.text} onChange={(text) => change({ text })} className="w-56" />
        <Select
          label="Least level"
          value={filter.level}
          options={logLevels.map((level) => [level, levelWords[level]])}
          onChange={(level) => change({ level: level as LogLevel })}
        />
        <Select
          label="Node"
          value={filter.node}
          options={[
            ['', 'All nodes'],
            ...nodes.map((record): [string, string] => [record.actorId, placeOf(record).title]),
          ]}
          onChange={(node) => change({ node })}
        />
        <span role="status" className="truncate text-xs text-muted tabular-nums">
          {formatCount(shown.length)} {shown.length === 1 ? 'line' : 'lines'}
          {log.dropped > 0 && ` · ${formatCount(log.dropped)} older or too fast, not kept`}
        </span>
        <span className="grow" />
        {shown.length > 0 && (
          <CopyButton label="Copy the lines shown" text={() => logText(shown, (record) => placeOf(record).title)} />
        )}
        <SmallIconButton icon={Eraser} label="Clear log" disabled={log.records.length === 0} onClick={clear} />
      </div>
      <div className="min-h-0 grow">
        {log.records.length === 0 ? (
          <EmptyState icon={ListTree} title="Nothing logged yet">
            What actors print or log while a graph runs shows here: print, logging, console and context.log.
          </EmptyState>
        ) : shown.length === 0 ? (
          <EmptyState icon={ListTree} title="No line matches">
            Change the search, the level or the node.
          </EmptyState>
        ) : (
          <LogRows records={shown} onReveal={revealNode} />
        )}
      </div>
    </div>
  );
}
