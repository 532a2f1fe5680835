import { TriangleAlert } from 'lucide-react';
import type { RunMessage } from '#shared/rpc/live/recording.ts';
import { failureText } from '../failure/failureText.ts';
import { formatDuration } from '../parts/measures.ts';
import type { RunEntry } from './runEntries.ts';
import { messagePlace, type RunTitles } from './runTitles.tsx';

/** A line of a recorded run: its number, when, counted from the beginning of the run, where it came from, and its beginning. */
export function RunEntryRow({ entry, startedAt, titles }: { entry: RunEntry; startedAt: number; titles: RunTitles }) {
  if (entry.kind === 'message') return <MessageLine message={entry.message} startedAt={startedAt} titles={titles} />;
  const { node, error, timestamp } = entry.failure;
  return (
    <>
      <TriangleAlert aria-hidden className="size-3 shrink-0 text-danger" />
      <When timestamp={timestamp} startedAt={startedAt} />
      <span title={node} className="max-w-4/5 shrink-0 truncate text-danger">
        {titles.of(node)} failed
      </span>
      <span className="truncate text-danger">{failureText(error)}</span>
    </>
  );
}

interface MessageLineProps {
  message: RunMessage;
  /** When the run began; the time is left out without it. */
  startedAt?: number;
  titles: RunTitles;
}

/** A message in one line. */
export function MessageLine({ message, startedAt, titles }: MessageLineProps) {
  const { id, from, to, timestamp, preview } = message;
  return (
    <>
      <span className="shrink-0 text-muted tabular-nums">{id}</span>
      {startedAt !== undefined && <When timestamp={timestamp} startedAt={startedAt} />}
      <span title={(from ? [from] : to).map(({ node }) => node).join(', ')} className="max-w-4/5 shrink-0 truncate">
        {messagePlace(message, titles)}
      </span>
      <span className="truncate text-muted">{preview.json.slice(0, 200)}</span>
    </>
  );
}

function When({ timestamp, startedAt }: { timestamp: number; startedAt: number }) {
  return (
    <span className="w-16 shrink-0 text-right text-muted tabular-nums">
      {`+${formatDuration(Math.max(0, timestamp - startedAt))}`}
    </span>
  );
}
