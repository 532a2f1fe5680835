import { TriangleAlert } from 'lucide-react';
import { failureText } from '../../failure/failureText.ts';
import { MessageLine, TimeInRun } from '../../messages/MessageLine.tsx';
import type { RunEntry } from './runEntries.ts';
import type { RunTitles } from './runTitles.ts';

/** A line of a recorded run: its number, when, counted from the beginning of the run, where it came from, and its beginning. */
export function RunEntryRow({ entry, startedAt, titles }: { entry: RunEntry; startedAt: number; titles: RunTitles }) {
  if (entry.kind === 'message')
    return <MessageLine message={entry.message} startedAt={startedAt} titleOf={titles.of} />;
  const { node, error, timestamp } = entry.failure;
  return (
    <>
      <TriangleAlert aria-hidden className="size-3 shrink-0 text-danger" />
      <TimeInRun timestamp={timestamp} startedAt={startedAt} />
      <span title={node} className="max-w-4/5 shrink-0 truncate text-danger">
        {titles.of(node)} failed
      </span>
      <span className="truncate text-danger">{failureText(error)}</span>
    </>
  );
}
