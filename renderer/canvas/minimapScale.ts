import type { Point } from '../graph/point.ts';
import type { Box } from './box.ts';

/** From canvas units to the minimap's pixels and back. */
export interface MinimapScale {
  toMap(box: Box): Box;
  toGraph(point: Point): Point;
}

const margin = 6;

/** The scale at which all boxes fit into the map, in its middle. */
export function minimapScale(boxes: readonly Box[], map: { width: number; height: number }): MinimapScale {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  const [spanX, spanY] = [Math.max(1, right - left), Math.max(1, bottom - top)];
  const factor = Math.min((map.width - 2 * margin) / spanX, (map.height - 2 * margin) / spanY);
  const offset = { x: (map.width - spanX * factor) / 2, y: (map.height - spanY * factor) / 2 };
  return {
    toMap: (box) => ({
      x: (box.x - left) * factor + offset.x,
      y: (box.y - top) * factor + offset.y,
      width: box.width * factor,
      height: box.height * factor,
    }),
    toGraph: ({ x, y }) => ({ x: (x - offset.x) / factor + left, y: (y - offset.y) / factor + top }),
  };
}
