import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { GraphNode } from '#shared/graph/graph.ts';
import { atLeast, displaySize, showsContent } from '../../display/displaySize.ts';
import type { NodePorts } from '../../graph/nodePorts.ts';

/** Measures of a node card in canvas units. Handles are placed from these, so that a wire meets its port at every level of detail. */
export const cardWidth = 224;
export const headerHeight = 36;
export const rowHeight = 24;
export const footHeight = 26;
const padding = 4;

/** The area that takes the pointer around a port; its outer edge is where the wire begins. */
export const handleWidth = 14;
export const handleHeight = 24;

/** In canvas units. */
export interface CardSize {
  readonly width: number;
  readonly height: number;
}

/** The size of a node's card; a display's has room for what it shows. */
export function cardSize(node: GraphNode, component: ComponentDescription | undefined, ports: NodePorts): CardSize {
  const height = cardHeight(ports);
  return showsContent(node, component) ? displaySize(node, height) : { width: cardWidth, height };
}

/** The size of the card of a node that is not in the graph yet. */
export function newCardSize(component: ComponentDescription): CardSize {
  const node: GraphNode = { id: '', component: component.id, metadata: {}, scriptRuntime: null };
  return cardSize(node, component, component);
}

/** The nearest size that a display's card can have. */
export function displayCardSize(size: CardSize, ports: NodePorts): CardSize {
  return atLeast(size, cardHeight(ports));
}

/** Where the content of a display begins, below the ports. */
export function contentOffset(ports: NodePorts): number {
  return cardHeight(ports) - footHeight;
}

function cardHeight({ inports, outports }: NodePorts): number {
  const rows = Math.max(inports.length, outports.length, 1);
  return headerHeight + padding + rows * rowHeight + padding + footHeight;
}

/** The middle of a port's row, from the top of the card. */
export function portOffset(index: number): number {
  return headerHeight + padding + index * rowHeight + rowHeight / 2;
}

/** The middle of the error port, which sits at the foot of a card of this height. */
export function errorPortOffset(height: number): number {
  return height - footHeight / 2;
}
