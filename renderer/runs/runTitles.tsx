import type { NodePort, RunSummary } from '#shared/rpc/live/recording.ts';
import { titleIn } from '../graph/nodeTitles.ts';
import { useSession } from '../session/session.ts';
import { useRunNode } from '../session/useRunNode.ts';

/** What the nodes of a recorded run are called. */
export interface RunTitles {
  /** Its title where the graph in front is the one that ran, else its id. */
  of(node: string): string;
  /** Its id in the graph in front; undefined where it is not in there. */
  idOf(node: string): string | undefined;
}

export function useRunTitles(run: RunSummary): RunTitles {
  const { path, node: prefix } = useRunNode('');
  const graph = useSession((state) => state.graph);
  const idOf = (node: string): string | undefined => {
    const id = node.slice(prefix.length);
    return run.path !== null && run.path === path && node.startsWith(prefix) && graph?.processes[id] ? id : undefined;
  };
  return {
    idOf,
    of: (node) => {
      const id = idOf(node);
      return id === undefined ? node : titleIn(graph, id);
    },
  };
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
        title="Show on the canvas"
        onClick={() => revealNode(id)}
        className="cursor-pointer text-accent hover:underline"
      >
        {titles.of(node)}
      </button>
      .{port}
    </>
  );
}
