import type { NodeChange, NodePositionChange } from '@xyflow/react';
import { align, boxAround, type Guides } from './alignment.ts';
import { boxOf, meets, type Box } from '../box.ts';
import type { FlowNode } from '../flowElements.ts';

export interface AlignedDrag {
  readonly changes: NodeChange<FlowNode>[];
  /** null when nothing is being dragged. */
  readonly guides: Guides | null;
}

/**
 * A drag's changes with what is dragged brought flush with the nodes in sight that it is near to.
 * @param view what is in sight, in canvas units
 * @param reach how near, in canvas units
 */
export function alignDrag(
  changes: NodeChange<FlowNode>[],
  nodes: readonly FlowNode[],
  view: Box,
  reach: number,
): AlignedDrag {
  const moves = changes.filter((change): change is NodePositionChange => change.type === 'position');
  const places = new Map(moves.flatMap(({ id, position }) => (position ? [[id, position]] : [])));
  if (places.size === 0) return { changes, guides: null };
  const dragged: Box[] = [];
  const others: Box[] = [];
  for (const node of nodes) {
    const position = places.get(node.id);
    if (position) dragged.push(boxOf({ ...node, position }));
    else if (node.type === 'card' || !node.selected) {
      const box = boxOf(node);
      if (meets(box, view)) others.push(box);
    }
  }
  const around = boxAround(dragged);
  if (!around) return { changes, guides: null };
  const { dx, dy, guides } = align(around, others, reach);
  const isOver = moves.every(({ dragging }) => dragging !== true);
  const shifted = changes.map((change) =>
    change.type === 'position' && change.position
      ? { ...change, position: { x: change.position.x + dx, y: change.position.y + dy } }
      : change,
  );
  return { changes: dx === 0 && dy === 0 ? changes : shifted, guides: isOver ? null : guides };
}
