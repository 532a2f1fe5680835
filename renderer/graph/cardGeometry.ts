import type { NodePorts } from './nodePorts.ts';

/** Measures of a node card in canvas units. Handles are placed from these, so that a wire meets its port at every level of detail. */
export const cardWidth = 224;
export const headerHeight = 36;
export const rowHeight = 24;
export const footHeight = 26;
const padding = 4;

/** The area that takes the pointer around a port; its outer edge is where the wire begins. */
export const handleWidth = 14;
export const handleHeight = 24;

export function cardHeight({ inports, outports }: NodePorts): number {
  const rows = Math.max(inports.length, outports.length, 1);
  return headerHeight + padding + rows * rowHeight + padding + footHeight;
}

/** The middle of a port's row, from the top of the card. */
export function portOffset(index: number): number {
  return headerHeight + padding + index * rowHeight + rowHeight / 2;
}

/** The middle of the error port, which sits at the foot. */
export function errorPortOffset(ports: NodePorts): number {
  return cardHeight(ports) - footHeight / 2;
}
