import { cardWidth } from './cards/cardGeometry.ts';
import type { FlowNode } from './flowElements.ts';
import type { Box } from './minimapScale.ts';

/** Where an element of the canvas lies, in canvas units. */
export function boxOf(node: Pick<FlowNode, 'position' | 'width' | 'height'>): Box {
  return { x: node.position.x, y: node.position.y, width: node.width ?? cardWidth, height: node.height ?? 0 };
}
