import {
  nodeLayout,
  type Connection,
  type EdgeEnd,
  type Graph,
  type GraphNode,
  type Group,
} from '#shared/graph/graph.ts';
import type { GraphStep } from '#shared/graph/graphEdit.ts';
import { diffGraphs } from '#shared/graph/mergeGraphs.ts';
import { commentsOf, freeId, type Comment } from './comments.ts';
import { studioOf } from './graphSteps.ts';
import type { Point } from './point.ts';
import { freeGroupId } from './groupSteps.ts';
import { newNodeId } from './nodeId.ts';
import { wirePoints, withPoints } from './reroute.ts';

/**
 * Puts what a subgraph's node holds in its place (E1): nodes under ids that are free, their wires, groups and comments; wires and
 * exported ports of the node lead to the inner ends that its graph exports. What leads to no exported port is left out.
 */
export function unpackSubgraph(graph: Graph, id: string, inner: Graph): GraphStep & { ids: string[] } {
  const node = graph.processes[id];
  if (!node) return { label: 'Unpack', edits: [], ids: [] };
  const { [id]: _, ...others } = graph.processes;
  const renamed = new Map<string, string>();
  const taken = new Set(Object.keys(others));
  // Ids that are free stay; only then are others made, so that none takes an id that was free.
  const ids = Object.keys(inner.processes).toSorted((a, b) => Number(taken.has(a)) - Number(taken.has(b)));
  for (const innerId of ids) {
    const fresh = newNodeId(innerId, (one) => taken.has(one));
    taken.add(fresh);
    renamed.set(innerId, fresh);
  }

  const offset = offsetOf(node, inner);
  const disabled = node.metadata['disabled'];
  const moved = (one: GraphNode): GraphNode => {
    const place = nodeLayout(one) ?? { x: 0, y: 0 };
    const studio = { ...studioOf(one), x: Math.round(place.x + offset.x), y: Math.round(place.y + offset.y) };
    const metadata = { ...one.metadata, studio, ...(disabled === true ? { disabled } : {}) };
    return { ...one, id: renamed.get(one.id)!, metadata };
  };
  const innerEnd = (end: EdgeEnd): EdgeEnd => ({ ...end, nodeId: renamed.get(end.nodeId) ?? end.nodeId });
  const exportedEnd = (end: EdgeEnd, side: 'inports' | 'outports'): EdgeEnd | undefined => {
    const inside = findExported(inner, side, end.portId);
    return inside && renamed.has(inside.nodeId) ? { ...innerEnd(inside), expose: end.expose } : undefined;
  };

  const rewired = graph.connections.flatMap((connection): Connection[] => {
    const from = connection.from?.nodeId === id ? exportedEnd(connection.from, 'outports') : connection.from;
    const to = connection.to.nodeId === id ? exportedEnd(connection.to, 'inports') : connection.to;
    if (from === undefined || to === undefined) return [];
    return from === connection.from && to === connection.to ? [connection] : [{ ...connection, from, to }];
  });
  const within = inner.connections.map((connection): Connection => {
    const points = wirePoints(connection).map(({ x, y }) => ({
      x: Math.round(x + offset.x),
      y: Math.round(y + offset.y),
    }));
    const { from, to } = connection;
    return withPoints({ ...connection, from: from && innerEnd(from), to: innerEnd(to) }, points);
  });
  const ports = (side: 'inports' | 'outports'): Record<string, EdgeEnd> =>
    Object.fromEntries(
      Object.entries(graph[side]).flatMap(([name, end]) => {
        const inside = end.nodeId === id ? exportedEnd(end, side) : end;
        return inside ? [[name, inside]] : [];
      }),
    );
  const after: Graph = {
    ...graph,
    inports: ports('inports'),
    outports: ports('outports'),
    processes: {
      ...others,
      ...Object.fromEntries(Object.values(inner.processes).map((one) => [renamed.get(one.id)!, moved(one)])),
    },
    connections: [...rewired, ...within],
    groups: mergedGroups(graph, id, inner, renamed),
    properties: withComments(graph, inner, offset),
  };
  return { label: `Unpack ${id}`, edits: diffGraphs(graph, after), ids: [...renamed.values()] };
}

function findExported(inner: Graph, side: 'inports' | 'outports', name: string): EdgeEnd | undefined {
  const exact = inner[side][name];
  if (exact || inner.caseSensitive) return exact;
  return Object.entries(inner[side]).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
}

/** The inner graph comes to lie around the place of its node. */
function offsetOf(node: GraphNode, inner: Graph): Point {
  const at = nodeLayout(node) ?? { x: 0, y: 0 };
  const places = Object.values(inner.processes).map((one) => nodeLayout(one) ?? { x: 0, y: 0 });
  if (places.length === 0) return at;
  const middle = (values: number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  return { x: at.x - middle(places.map(({ x }) => x)), y: at.y - middle(places.map(({ y }) => y)) };
}

function mergedGroups(graph: Graph, id: string, inner: Graph, renamed: ReadonlyMap<string, string>): Group[] {
  const groups = graph.groups.map((group) =>
    group.nodes.includes(id)
      ? { ...group, nodes: group.nodes.flatMap((member) => (member === id ? [...renamed.values()] : [member])) }
      : group,
  );
  for (const group of inner.groups) {
    const isTaken = groups.some((one) => one.id === group.id);
    const nodes = group.nodes.map((member) => renamed.get(member) ?? member);
    groups.push({ ...group, id: isTaken ? freeGroupId(groups) : group.id, nodes });
  }
  return groups;
}

function withComments(graph: Graph, inner: Graph, { x, y }: Point): Graph['properties'] {
  const added = commentsOf(inner);
  if (added.length === 0) return graph.properties;
  const comments: Comment[] = commentsOf(graph);
  for (const comment of added)
    comments.push({ ...comment, id: freeId(comments), x: Math.round(comment.x + x), y: Math.round(comment.y + y) });
  const studio = graph.properties['studio'];
  return { ...graph.properties, studio: { ...(studio as object), comments } as never };
}
