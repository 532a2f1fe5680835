import type { Point } from '../graph/point.ts';
import { cardWidth } from './cards/cardGeometry.ts';
import type { FlowNode } from './flowElements.ts';

/** A rectangle from its upper left corner, in canvas units or pixels. */
export interface Box extends Point {
  width: number;
  height: number;
}

/** Where an element of the canvas lies, in canvas units. */
export function boxOf(node: Pick<FlowNode, 'position' | 'width' | 'height'>): Box {
  return { x: node.position.x, y: node.position.y, width: node.width ?? cardWidth, height: node.height ?? 0 };
}

/** Whether two rectangles have room in common. */
export function meets(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
