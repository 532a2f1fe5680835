import { groupOf, toggleGroup } from '../graph/groupSteps.ts';
import type { SessionState } from '../session/session.ts';
import { copyParts, pasteParts } from '../graph/clipboard.ts';
import { commentsOf } from '../graph/comments.ts';
import { isDisplay } from '../display/displayChoice.ts';
import { removeParts, toggleDisabled, toggleFolded } from '../graph/graphSteps.ts';
import type { Point } from '../graph/point.ts';

/** What can be done to the selection; each is one step of the undo history (E3). */

/** Deletes what is selected, with the wires of its nodes. */
export function deleteSelection({ graph, selection, applyStep }: SessionState): void {
  if (graph) applyStep(removeParts(graph, selection.nodes, selection.wires, selection.comments));
}

/** Disables the selected nodes, or enables them when all are disabled. */
export function disableSelection({ graph, selection, applyStep }: SessionState): void {
  if (graph) applyStep(toggleDisabled(graph, selection.nodes));
}

/** Lets messages go past the selected nodes, from their first inport to their first outport. */
export function bypassSelection({ graph, selection, applyStep }: SessionState): void {
  if (graph) applyStep(toggleDisabled(graph, selection.nodes, 'bypass'));
}

/** Groups the selected nodes, or dissolves their group. */
export function groupSelection({ graph, selection, applyStep }: SessionState): void {
  if (graph) applyStep(toggleGroup(graph, selection.nodes));
}

/** The displays among the selected nodes. */
export function selectedDisplays({ graph, components, selection }: SessionState): string[] {
  return selection.nodes.filter((id) => isDisplay(components.get(graph?.processes[id]?.component ?? '')));
}

/** Hides what the cards of the selected displays show, or shows it again. */
export function foldSelection(session: SessionState): void {
  const { graph, applyStep } = session;
  if (graph) applyStep(toggleFolded(graph, selectedDisplays(session)));
}

/** The group that is selected, by its members. */
export function selectedGroup({ graph, selection }: SessionState): string | undefined {
  return graph && selection.nodes.length > 0 ? groupOf(graph, selection.nodes)?.id : undefined;
}

/** Selects all nodes and comments: what is moved, copied or deleted together. */
export function selectAll({ graph, select }: SessionState): void {
  if (!graph) return;
  const comments = commentsOf(graph).map(({ id }) => id);
  select({ nodes: Object.keys(graph.processes), wires: [], comments });
}

/** The selected nodes and comments as text for the clipboard; undefined when there are none. */
export function copySelection({ graph, selection }: SessionState): string | undefined {
  const { nodes, comments = [] } = selection;
  return graph && nodes.length + comments.length > 0 ? copyParts(graph, nodes, comments) : undefined;
}

/** Puts in what was copied and selects it; false when the text is something else. */
export function pasteText(
  { graph, applyStep, select }: SessionState,
  text: string,
  at?: Point,
  label?: string,
): boolean {
  const pasted = graph && pasteParts(graph, text, at, label);
  if (!pasted) return false;
  applyStep(pasted);
  select({ nodes: pasted.ids, wires: [], comments: pasted.comments });
  return true;
}

/** Puts copies of the selected nodes and comments beside them. */
export function duplicateSelection(session: SessionState): void {
  const copied = copySelection(session);
  if (copied !== undefined) pasteText(session, copied, undefined, 'Duplicate');
}
