import { useReactFlow } from '@xyflow/react';
import type { RefObject } from 'react';
import { useSessionStore } from '../../session/session.ts';
import { boxOf } from '../box.ts';
import { commentElementId, type FlowNode, type FlowWire } from '../flowElements.ts';
import { bringIntoView, roomOf } from '../layout/placing.ts';
import { nearestInDirection, nudge, shifted, type Direction } from '../layout/spatial.ts';
import { moveElements } from '../moveElements.ts';
import { nodeElement } from '../nodeElement.ts';

/** What arrow keys do (E8): lead to the nearest node that way, or move what is selected. */
export function useArrowKeys(surface: RefObject<HTMLDivElement | null>) {
  const session = useSessionStore();
  const flow = useReactFlow<FlowNode, FlowWire>();

  const focusNode = (id: string): void => {
    const element = nodeElement(surface.current, id);
    if (element) return element.focus();
    // Of a large graph only what is in sight is drawn.
    const node = flow.getNode(id);
    if (node && surface.current) bringIntoView(flow, roomOf(surface.current), boxOf(node));
    requestAnimationFrame(() => requestAnimationFrame(() => nodeElement(surface.current, id)?.focus()));
  };

  /** @param isAdded whether what was selected stays so */
  const goFrom = (node: string, direction: Direction, isAdded: boolean): void => {
    const cards = flow.getNodes().filter(({ type }) => type === 'card');
    const next = nearestInDirection(cards, node, direction);
    if (next === undefined) return;
    const { selection, select } = session.getState();
    select({ nodes: isAdded ? [...new Set([...selection.nodes, node, next])] : [next], wires: [] });
    focusNode(next);
  };

  /** The element, with all else that is selected if it is, too. */
  const moveElement = (element: string, direction: Direction): void => {
    const { graph, selection, applyStep } = session.getState();
    if (!graph) return;
    const selected = [...selection.nodes, ...(selection.comments ?? []).map(commentElementId)];
    const ids = selected.includes(element) ? selected : [element];
    const places = new Map(
      ids.map((id) => [id, shifted(flow.getNode(id)?.position ?? { x: 0, y: 0 }, direction, nudge)]),
    );
    applyStep(moveElements(graph, places));
  };

  return { goFrom, moveElement };
}
