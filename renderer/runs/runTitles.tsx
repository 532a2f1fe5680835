import { useMemo } from 'react';
import type { NodePort, RunMessage, RunSummary } from '#shared/rpc/live/recording.ts';
import { placedIn, titleIn } from '../graph/nodeTitles.ts';
import { useSession } from '../session/session.ts';
import { useRunNode } from '../session/useRunNode.ts';

/** What the nodes of a recorded run are called. */
export interface RunTitles {
  /** Its title where the graph in front is the one that ran, else its id. */
  of(node: string): string;
  /** The node of the graph in front that it is, or is in; undefined where it is not in there. */
  idOf(node: string): string | undefined;
}

export function useRunTitles(run: RunSummary | undefined): RunTitles {
  const { path, node: prefix } = useRunNode('');
  const graph = useSession((state) => state.graph);
  const isInFront = run !== undefined && run.path !== null && run.path === path;
  return useMemo(() => {
    const within = (node: string): string | undefined =>
      isInFront && node.startsWith(prefix) ? node.slice(prefix.length) : undefined;
    return {
      idOf: (node) => placedIn(graph, within(node) ?? ''),
      of(node) {
        const inside = within(node);
        return inside === undefined ? node : titleIn(graph, inside);
      },
    };
  }, [graph, isInFront, prefix]);
}

/** The outport that a message left, or how it came in and where to. */
export function messagePlace({ from, origin, to }: RunMessage, titles: RunTitles): string {
  const port = (place: NodePort) => `${titles.of(place.node)}.${place.port}`;
  return from ? port(from) : `${origin} → ${to.map(port).join(', ')}`;
}

/** A port of a recorded run, by its node's title; it leads to the node where that is in the graph in front. */
export function RunPortName({ run, place: { node, port } }: { run: RunSummary; place: NodePort }) {
  const titles = useRunTitles(run);
  const revealNode = useSession((state) => state.revealNode);
  const id = titles.idOf(node);
  if (id === undefined) return `${node}.${port}`;
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
