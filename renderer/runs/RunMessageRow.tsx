import type { RunMessage } from '#shared/rpc/live/recording.ts';

interface RunMessageRowProps {
  message: RunMessage;
  isChosen: boolean;
  onChoose: (id: number) => void;
}

/** A message of a recorded run: its number, where it came from, and its beginning. */
export function RunMessageRow({ message, isChosen, onChoose }: RunMessageRowProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={() => onChoose(message.id)}
      className={`flex w-full items-center gap-2 px-2 py-0.5 text-left font-mono text-xs outline-offset-[-2px] ${isChosen ? 'bg-accent-soft' : 'hover:bg-hover'}`}
    >
      <span className="shrink-0 text-muted tabular-nums">{message.id}</span>
      <span className="shrink-0">{placeText(message)}</span>
      <span className="truncate text-muted">{message.preview.json.slice(0, 200)}</span>
    </button>
  );
}

/** The outport that a message left, or how it came in and where to. */
export function placeText({ from, origin, to }: RunMessage): string {
  if (from) return `${from.node}.${from.port}`;
  return `${origin} → ${to.map(({ node, port }) => `${node}.${port}`).join(', ')}`;
}
