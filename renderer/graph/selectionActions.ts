import type { SessionState } from '../app/session.ts';
import { copyNodes, pasteNodes } from './clipboard.ts';
import { removeParts, toggleDisabled, type Point } from './graphSteps.ts';
import { toggleGroup } from './groupSteps.ts';

/** What can be done to the selection; each is one step of the undo history (E3). */

export function deleteSelection({ graph, selection, applyStep }: SessionState): void {
  if (graph) applyStep(removeParts(graph, selection.nodes, selection.wires));
}

export function disableSelection({ graph, selection, applyStep }: SessionState): void {
  if (graph) applyStep(toggleDisabled(graph, selection.nodes));
}

export function groupSelection({ graph, selection, applyStep }: SessionState): void {
  if (graph) applyStep(toggleGroup(graph, selection.nodes));
}

export function selectAll({ graph, select }: SessionState): void {
  if (graph) select({ nodes: Object.keys(graph.processes), wires: [] });
}

/** The selected nodes as text for the clipboard; undefined when there are none. */
export function copySelection({ graph, selection }: SessionState): string | undefined {
  return graph && selection.nodes.length > 0 ? copyNodes(graph, selection.nodes) : undefined;
}

/** Puts copied nodes in and selects them; false when the text is something else. */
export function pasteText(
  { graph, applyStep, select }: SessionState,
  text: string,
  at?: Point,
  label?: string,
): boolean {
  const pasted = graph && pasteNodes(graph, text, at, label);
  if (!pasted) return false;
  applyStep(pasted);
  select({ nodes: pasted.ids, wires: [] });
  return true;
}

export function duplicateSelection(session: SessionState): void {
  const copied = copySelection(session);
  if (copied !== undefined) pasteText(session, copied, undefined, 'Duplicate');
}
