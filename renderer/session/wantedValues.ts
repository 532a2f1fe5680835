import { connectionName } from '#shared/graph/graph.ts';
import type { SessionState, SessionStore } from './session.ts';

/** The nodes whose last values somebody looks at: those in sight, and what the inspector shows of the selection; null for all. */
export function wantedNodes({ inSight, selection, graph }: SessionState): readonly string[] | null {
  if (inSight === null) return null;
  const selected = new Set(selection.nodes);
  const wires = new Set(selection.wires);
  const sources = (graph?.connections ?? []).flatMap((connection) => {
    const { from, to } = connection;
    return from && (selected.has(to.nodeId) || (wires.size > 0 && wires.has(connectionName(connection))))
      ? [from.nodeId]
      : [];
  });
  return [...new Set([...inSight, ...selected, ...sources])].toSorted();
}

/**
 * Subscribes for the nodes that are wanted, again whenever others are.
 * @param subscribe for these nodes, for all where it is given null; returns the function that ends it
 */
export function followWanted(
  store: SessionStore,
  subscribe: (nodes: readonly string[] | null) => () => void,
): () => void {
  let wanted = wantedNodes(store.getState());
  let end = subscribe(wanted);
  const unsubscribe = store.subscribe((state, before) => {
    const isSame =
      state.inSight === before.inSight && state.selection === before.selection && state.graph === before.graph;
    if (isSame) return;
    const now = wantedNodes(state);
    if (now?.join('\n') === wanted?.join('\n')) return;
    wanted = now;
    const endBefore = end;
    end = subscribe(now);
    endBefore();
  });
  return () => {
    unsubscribe();
    end();
  };
}
