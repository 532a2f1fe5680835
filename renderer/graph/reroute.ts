import { connectionName, isMetadata, type Connection, type Graph } from '#shared/graph/graph.ts';
import type { GraphEdit, GraphStep } from '#shared/graph/graphEdit.ts';
import type { Point } from './point.ts';

const noPoints: readonly Point[] = [];

/** The points that a wire is led through (E1), from its outport to its inport; kept under its `metadata.studio.points` (G3). */
export function wirePoints({ metadata }: Connection): readonly Point[] {
  const studio = metadata['studio'];
  const points = isMetadata(studio) ? studio['points'] : undefined;
  if (!Array.isArray(points) || points.length === 0) return noPoints;
  return points.filter(
    (point): point is Point & typeof point =>
      isMetadata(point) && typeof point['x'] === 'number' && typeof point['y'] === 'number',
  ) as unknown as Point[];
}

/** Leads a wire, by `connectionName`, through other points; through none it runs straight to its end again. */
export function routeWire(graph: Graph, name: string, points: readonly Point[], label = 'Reroute a wire'): GraphStep {
  const index = graph.connections.findIndex((connection) => connectionName(connection) === name);
  const before = graph.connections[index];
  if (!before?.from) return { label, edits: [] };
  const rounded = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  if (samePoints(wirePoints(before), rounded)) return { label, edits: [] };
  return { label, edits: [{ kind: 'connection', index, before, after: withPoints(before, rounded) }] };
}

/** Moves the points of the wires whose two ends move together, so that a part of a graph keeps its shape. */
export function movedPoints(graph: Graph, shiftOf: (node: string) => Point | undefined): GraphEdit[] {
  return graph.connections.flatMap((before, index): GraphEdit[] => {
    const points = wirePoints(before);
    const from = before.from && shiftOf(before.from.nodeId);
    const to = shiftOf(before.to.nodeId);
    if (points.length === 0 || !from || !to || from.x !== to.x || from.y !== to.y) return [];
    const after = withPoints(
      before,
      points.map(({ x, y }) => ({ x: x + to.x, y: y + to.y })),
    );
    return [{ kind: 'connection', index, before, after }];
  });
}

/** The connection with other points. */
export function withPoints(connection: Connection, points: readonly Point[]): Connection {
  const { studio: known, ...metadata } = connection.metadata;
  const { points: _, ...others } = isMetadata(known) ? known : {};
  const studio = points.length > 0 ? { ...others, points: points.map(({ x, y }) => ({ x, y })) } : others;
  return { ...connection, metadata: Object.keys(studio).length > 0 ? { ...metadata, studio } : metadata };
}

function samePoints(a: readonly Point[], b: readonly Point[]): boolean {
  return a.length === b.length && a.every(({ x, y }, index) => x === b[index]!.x && y === b[index]!.y);
}

/** A curve through all points as an SVG path, which leaves to the right and arrives from the left. */
export function routedPath(source: Point, points: readonly Point[], target: Point): string {
  const all = [source, ...points, target];
  const tangents = all.map((at, index): Point => {
    const before = all[index - 1];
    const after = all[index + 1];
    if (before && after) return { x: (after.x - before.x) / 2, y: (after.y - before.y) / 2 };
    const neighbour = (before ?? after)!;
    return { x: Math.max(48, Math.hypot(neighbour.x - at.x, neighbour.y - at.y)), y: 0 };
  });
  let path = `M${source.x},${source.y}`;
  for (let index = 1; index < all.length; index++) {
    const [from, to] = [all[index - 1]!, all[index]!];
    const [out, into] = [tangents[index - 1]!, tangents[index]!];
    path += ` C${from.x + out.x / 3},${from.y + out.y / 3} ${to.x - into.x / 3},${to.y - into.y / 3} ${to.x},${to.y}`;
  }
  return path;
}

/** Where among the points a new one goes: into the stretch that is nearest to it. */
export function insertPoint(source: Point, points: readonly Point[], target: Point, added: Point): Point[] {
  const all = [source, ...points, target];
  let nearest = 0;
  let best = Infinity;
  for (let index = 0; index + 1 < all.length; index++) {
    const distance = distanceToStretch(added, all[index]!, all[index + 1]!);
    if (distance >= best) continue;
    best = distance;
    nearest = index;
  }
  return points.toSpliced(nearest, 0, added);
}

function distanceToStretch({ x, y }: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / length));
  return Math.hypot(x - a.x - along * dx, y - a.y - along * dy);
}
