import { nodeTitle } from '#shared/graph/graph.ts';
import { useSession } from '../../session/session.ts';
import { useCanvas } from '../canvasStore.ts';

/** What to press while a wire is drawn from the keyboard. */
export function WiringHint() {
  const from = useCanvas((canvas) => canvas.wiringFrom);
  const node = useSession((session) => session.graph?.processes[from?.node ?? '']);
  if (!from || !node) return null;
  return (
    <div
      role="status"
      className="absolute top-3 left-1/2 z-10 w-max max-w-[calc(100%-1.5rem)] -translate-x-1/2 rounded-lg border border-accent bg-raised px-3 py-1 text-sm shadow-raised"
    >
      Wire from <b className="font-semibold">{`${nodeTitle(node)}.${from.port}`}</b>: <kbd>Tab</kbd> to a port,{' '}
      <kbd>Enter</kbd> to wire, <kbd>Space</kbd> for a new node, <kbd>Esc</kbd> to stop
    </div>
  );
}
