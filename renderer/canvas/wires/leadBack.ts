import type { Point } from '../../graph/point.ts';
import type { Box } from '../box.ts';

/** How far below the cards a wire passes at least, in canvas units. */
const gap = 16;
/** How much farther down and aside wires of higher ports go, so that those of one card lie round each other. */
const [deeper, wider] = [0.25, 0.35];

/** Whether a wire goes to the left, where a curve would run behind the cards. */
export function leadsBack(source: Point, target: Point): boolean {
  return target.x < source.x;
}

/**
 * The height at which a wire that leads back passes below its cards, as from a node to itself or to the one before it; null where it leads
 * on, or up or down past them.
 */
export function levelBelow(source: Point, target: Point, from: Box, to: Box): number | null {
  const areLevel = from.y < to.y + to.height && to.y < from.y + from.height;
  if (!leadsBack(source, target) || !areLevel) return null;
  const bottom = Math.max(from.y + from.height, to.y + to.height);
  return bottom + gap + deeper * (bottom - source.y);
}

/** A wire that goes round below, as an SVG path. */
export function pathBelow(source: Point, target: Point, level: number): string {
  const right = source.x + 24 + wider * (level - source.y);
  const left = target.x - 24 - wider * (level - target.y);
  return (
    `M${source.x},${source.y} C${right},${source.y} ${right},${level} ${source.x},${level}` +
    ` L${target.x},${level} C${left},${level} ${left},${target.y} ${target.x},${target.y}`
  );
}
