import { selectedDisplays } from './selectionActions.ts';
import type { SessionState } from '../session/session.ts';
import { subgraphFile } from '../session/subgraphActions.ts';

export function hasGraph({ graph }: SessionState): boolean {
  return graph !== null;
}

export function hasNodes({ selection }: SessionState): boolean {
  return selection.nodes.length > 0;
}

/** Whether nodes or comments are selected. */
export function hasParts(session: SessionState): boolean {
  return hasNodes(session) || (session.selection.comments ?? []).length > 0;
}

export function hasSelection(session: SessionState): boolean {
  return hasParts(session) || session.selection.wires.length > 0;
}

export function hasOneWire({ selection }: SessionState): boolean {
  return selection.wires.length === 1;
}

export function hasDisplay(session: SessionState): boolean {
  return selectedDisplays(session).length > 0;
}

/** Whether one node is selected, and that is a graph. */
export function hasSubgraph(session: SessionState): boolean {
  const { nodes } = session.selection;
  return nodes.length === 1 && subgraphFile(session, nodes[0]!) !== undefined;
}
