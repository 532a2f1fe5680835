import type { Point } from '../graph/point.ts';
import type { Box } from './box.ts';

/** Whether a point lies within a polygon, by the even-odd rule. */
export function isWithin(polygon: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  for (let index = 0, last = polygon.length - 1; index < polygon.length; last = index++) {
    const [a, b] = [polygon[index]!, polygon[last]!];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

/** The boxes that a lasso catches: those whose middle or any corner it surrounds. */
export function caughtBy<T extends Box>(polygon: readonly Point[], boxes: readonly T[]): T[] {
  if (polygon.length < 3) return [];
  return boxes.filter(({ x, y, width, height }) =>
    [
      { x: x + width / 2, y: y + height / 2 },
      { x, y },
      { x: x + width, y },
      { x, y: y + height },
      { x: x + width, y: y + height },
    ].some((point) => isWithin(polygon, point)),
  );
}
