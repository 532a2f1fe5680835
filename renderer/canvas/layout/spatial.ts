import type { Point } from '../../graph/point.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Where arrow keys lead, by `KeyboardEvent.key`. */
export const arrowDirections: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** How far an arrow key moves something, in canvas units. */
export const nudge = 8;

interface Placed {
  readonly id: string;
  readonly position: Point;
}

const vectors: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** How far a unit vector of a direction goes. */
export function shifted({ x, y }: Point, direction: Direction, distance: number): Point {
  const vector = vectors[direction];
  return { x: x + vector.x * distance, y: y + vector.y * distance };
}

/** The node that an arrow key leads to: the nearest one that lies that way rather than aside; undefined when there is none. */
export function nearestInDirection(nodes: readonly Placed[], from: string, direction: Direction): string | undefined {
  const origin = nodes.find(({ id }) => id === from);
  if (!origin) return undefined;
  const { x, y } = vectors[direction];
  let best: { id: string; cost: number } | undefined;
  for (const { id, position } of nodes) {
    if (id === from) continue;
    const dx = position.x - origin.position.x;
    const dy = position.y - origin.position.y;
    const along = dx * x + dy * y;
    const aside = Math.abs(dx * y) + Math.abs(dy * x);
    if (along <= 0) continue;
    const cost = along + aside * 2;
    if (!best || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}
