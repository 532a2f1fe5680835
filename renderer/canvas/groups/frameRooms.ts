import type { Group } from '#shared/graph/graph.ts';

/** The room between a frame and its nodes, in canvas units; the title lies above it. */
export interface FrameRoom {
  readonly padding: number;
  readonly title: number;
}

const innermost: FrameRoom = { padding: 20, title: 24 };
/** What each group inside adds, so that its frame and its title lie within. */
const perLevel: FrameRoom = { padding: 12, title: 24 };

/** The room of each group's frame, by id: a group that holds all nodes of another, and more, lies around it. Groups without nodes have none. */
export function frameRooms(groups: readonly Group[]): Map<string, FrameRoom> {
  const levels = new Map<string, number>();
  // From the smallest, so that what a group holds is known before it.
  const bySize = groups
    .map(({ id, nodes }) => ({ id, nodes: new Set(nodes) }))
    .filter(({ nodes }) => nodes.size > 0)
    .sort((one, other) => one.nodes.size - other.nodes.size);
  for (const [at, { id, nodes }] of bySize.entries()) {
    const inside = bySize
      .slice(0, at)
      .filter((other) => other.nodes.size < nodes.size && [...other.nodes].every((node) => nodes.has(node)));
    levels.set(id, Math.max(0, ...inside.map((other) => levels.get(other.id)! + 1)));
  }
  return new Map(
    [...levels].map(([id, level]) => [
      id,
      { padding: innermost.padding + level * perLevel.padding, title: innermost.title + level * perLevel.title },
    ]),
  );
}
