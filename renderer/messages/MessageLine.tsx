import type { NodePort, RunMessage } from '#shared/rpc/live/recording.ts';
import { previewLine } from '../value/readPreview.ts';
import { formatDuration } from '../parts/measures.ts';

interface MessageLineProps {
  message: RunMessage;
  /** When the run began; the time is left out without it. */
  startedAt?: number;
  /** What a node is called, by its id. */
  titleOf: (node: string) => string;
}

/** A message of a run in one line: its number, when, where it came from, and its beginning. */
export function MessageLine({ message, startedAt, titleOf }: MessageLineProps) {
  const { id, from, to, timestamp, preview } = message;
  return (
    <>
      <span className="shrink-0 text-muted tabular-nums">{id}</span>
      {startedAt !== undefined && <TimeInRun timestamp={timestamp} startedAt={startedAt} />}
      <span title={(from ? [from] : to).map(({ node }) => node).join(', ')} className="max-w-4/5 shrink-0 truncate">
        {messagePlace(message, titleOf)}
      </span>
      <span className="truncate text-muted">{previewLine(preview)}</span>
    </>
  );
}

/** When something happened, counted from the beginning of the run. */
export function TimeInRun({ timestamp, startedAt }: { timestamp: number; startedAt: number }) {
  return (
    <span className="w-16 shrink-0 text-right text-muted tabular-nums">
      {`+${formatDuration(Math.max(0, timestamp - startedAt))}`}
    </span>
  );
}

/** The outport that a message left, or how it came in and where to. */
export function messagePlace({ from, origin, to }: RunMessage, titleOf: (node: string) => string): string {
  const port = (place: NodePort) => `${titleOf(place.node)}.${place.port}`;
  return from ? port(from) : `${origin} → ${to.map(port).join(', ')}`;
}
