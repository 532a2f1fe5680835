import type { useStoreApi } from '@xyflow/react';
import type { FlowNode, FlowWire } from './flowElements.ts';
import type { Point } from '../graph/point.ts';

type Flow = ReturnType<typeof useStoreApi<FlowNode, FlowWire>>;

/**
 * Shows elements elsewhere while they are dragged, without React: to move one card it would look at each of the thousands beside it, every
 * frame (B9). React Flow's store is told, and with it wires, frames and the minimap; React is when the drag is over.
 */
export function moveInPlace(flow: Flow, places: ReadonlyMap<string, Point>): void {
  const { nodeLookup, domNode, nodes } = flow.getState();
  for (const [id, place] of places) {
    const node = nodeLookup.get(id);
    if (!node) continue;
    node.position = place;
    node.internals.positionAbsolute = place;
  }
  for (const element of domNode?.getElementsByClassName('react-flow__node') ?? []) {
    const place = places.get(element.getAttribute('data-id') ?? '');
    if (place) (element as HTMLElement).style.transform = `translate(${place.x}px,${place.y}px)`;
  }
  flow.setState({ nodes: movedTo(nodes, places) });
}

/** The elements, those that have another place by now there. */
export function movedTo<Element extends FlowNode>(elements: Element[], places: ReadonlyMap<string, Point>): Element[] {
  return elements.map((element) => {
    const position = places.get(element.id);
    return position ? { ...element, position } : element;
  });
}
