import { useMemo } from 'react';
import { placedIn } from '../../graph/nodeTitles.ts';
import { useSession } from '../../session/session.ts';
import { useRunNode } from '../../session/useRunNode.ts';
import type { RunPages } from './runLoader.ts';

/** What the nodes of a recorded run are called, and where they are. */
export interface RunTitles {
  /** Its title when it ran, else its id. */
  of(node: string): string;
  /** The node of the graph in front that it is, or is in; undefined where it is not in there. */
  idOf(node: string): string | undefined;
}

export function useRunTitles(pages: Pick<RunPages, 'run' | 'titles'> | undefined): RunTitles {
  const { path, node: prefix } = useRunNode('');
  const graph = useSession((state) => state.graph);
  const runPath = pages?.run.path ?? null;
  const titles = pages?.titles;
  const isInFront = runPath !== null && runPath === path;
  return useMemo(
    () => ({
      of: (node) => titles?.[node] ?? node,
      idOf: (node) => (isInFront && node.startsWith(prefix) ? placedIn(graph, node.slice(prefix.length)) : undefined),
    }),
    [graph, isInFront, prefix, titles],
  );
}
