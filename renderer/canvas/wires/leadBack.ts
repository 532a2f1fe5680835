import type { Point } from '../../graph/point.ts';
import type { Box } from '../box.ts';

/** How far beside and below the cards a wire passes, in canvas units. */
const [beside, below] = [28, 30];

/** Whether a wire goes to the left, where a curve would run behind the cards. */
export function leadsBack(source: Point, target: Point): boolean {
  return target.x < source.x;
}

/**
 * The points that lead a wire back below its cards, as from a node to itself or to the one before it; none where it leads on, or up or down
 * past them.
 */
export function pointsBelow(source: Point, target: Point, from: Box, to: Box): readonly Point[] {
  const areLevel = from.y < to.y + to.height && to.y < from.y + from.height;
  if (!leadsBack(source, target) || !areLevel) return [];
  const y = Math.max(from.y + from.height, to.y + to.height) + below;
  return [
    { x: source.x + beside, y },
    { x: target.x - beside, y },
  ];
}
