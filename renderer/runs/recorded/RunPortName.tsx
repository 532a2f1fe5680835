import type { NodePort } from '#shared/rpc/live/recording.ts';
import { useSession } from '../../session/session.ts';
import type { RunTitles } from './runTitles.ts';

/** A port of a recorded run, by its node's title; it leads to the node where that is in the graph in front. */
export function RunPortName({ titles, place: { node, port } }: { titles: RunTitles; place: NodePort }) {
  const revealNode = useSession((state) => state.revealNode);
  const id = titles.idOf(node);
  if (id === undefined) return `${titles.of(node)}.${port}`;
  return (
    <>
      <button
        type="button"
        title={`Show ${node} on the canvas`}
        onClick={() => revealNode(id)}
        className="cursor-pointer text-accent hover:underline"
      >
        {titles.of(node)}
      </button>
      .{port}
    </>
  );
}
