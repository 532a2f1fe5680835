import {
  edgeEnd,
  isMetadata,
  nodeLayout,
  type Connection,
  type Graph,
  type GraphNode,
  type Group,
} from '#shared/graph/graph.ts';
import type { GraphEdit, GraphStep } from '#shared/graph/graphEdit.ts';
import { parseJson, readValue, writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { commentEdits, commentsOf, freeId, readComment, type Comment } from './comments.ts';
import { studioOf } from './graphSteps.ts';
import type { Point } from './point.ts';
import { freeGroupId, groupName } from './groupSteps.ts';
import { newNodeId } from './nodeId.ts';
import { wirePoints, withPoints } from './reroute.ts';

/** Marks our JSON among whatever else a clipboard may hold. */
const format = 'reflow-studio/nodes';

/**
 * Nodes and comments as JSON text for the clipboard (E1), with every wire and initial packet that lies among them and every group
 * that is whole.
 */
export function copyParts(graph: Graph, ids: readonly string[], commentIds: readonly string[] = []): string {
  const copied = new Set(ids);
  const nodes = ids.map((id) => graph.processes[id]).filter((node) => node !== undefined);
  const connections = graph.connections.filter(
    ({ from, to }) => copied.has(to.nodeId) && (from === null || copied.has(from.nodeId)),
  );
  const groups = graph.groups.filter((group) => group.nodes.length > 0 && group.nodes.every((id) => copied.has(id)));
  const comments = commentsOf(graph).filter(({ id }) => commentIds.includes(id));
  return writePlain({ format, nodes, connections, groups, comments } as unknown as Value);
}

/** Whether a text is one that `copyParts` wrote. */
export function isCopied(text: string): boolean {
  return readCopied(text) !== undefined;
}

/** A step that pastes, with the ids that the nodes and comments got. */
export type PasteStep = GraphStep & { ids: string[]; comments: string[] };

/**
 * Puts copied nodes and comments into a graph under new ids, keeping wires and groups: at the place given, or a little beside where
 * they were.
 * @returns undefined when the text is nothing that was copied here
 */
export function pasteParts(graph: Graph, text: string, at?: Point, label = 'Paste'): PasteStep | undefined {
  const copied = readCopied(text);
  if (!copied) return undefined;
  const offset = offsetFor(copied, at);
  const renamed = new Map<string, string>();
  const edits: GraphEdit[] = [];
  for (const node of copied.nodes) {
    const id = newNodeId(
      node.id,
      (taken) => Object.hasOwn(graph.processes, taken) || [...renamed.values()].includes(taken),
    );
    renamed.set(node.id, id);
    const place = nodeLayout(node) ?? { x: 0, y: 0 };
    const studio = { ...studioOf(node), x: Math.round(place.x + offset.x), y: Math.round(place.y + offset.y) };
    edits.push({ kind: 'node', id, before: null, after: { ...node, id, metadata: { ...node.metadata, studio } } });
  }
  let index = graph.connections.length;
  for (const connection of copied.connections) {
    const after = withNewIds(connection, renamed);
    if (!after) continue;
    const points = wirePoints(after).map(({ x, y }) => ({ x: Math.round(x + offset.x), y: Math.round(y + offset.y) }));
    edits.push({ kind: 'connection', index: index++, before: null, after: withPoints(after, points) });
  }
  const groups = [...graph.groups];
  for (const group of copied.groups) {
    const nodes = group.nodes.map((id) => renamed.get(id)).filter((id) => id !== undefined);
    if (nodes.length === 0) continue;
    const id = groups.some((one) => one.id === group.id) ? freeGroupId(groups) : group.id;
    const metadata = groupName(group) === group.id ? { ...group.metadata, name: id } : group.metadata;
    edits.push({ kind: 'group', index: groups.length, before: null, after: { ...group, id, nodes, metadata } });
    groups.push({ ...group, id });
  }
  const comments = commentsOf(graph);
  const pasted: string[] = [];
  for (const comment of copied.comments) {
    const id = freeId(comments);
    comments.push({ ...comment, id, x: Math.round(comment.x + offset.x), y: Math.round(comment.y + offset.y) });
    pasted.push(id);
  }
  edits.push(...commentEdits(graph, comments));
  const ids = [...renamed.values()];
  return { label: `${label} ${describe(ids.length, pasted.length)}`, edits, ids, comments: pasted };
}

function describe(nodes: number, comments: number): string {
  const [count, word] = nodes > 0 ? [nodes, 'node'] : [comments, 'comment'];
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function withNewIds(connection: Connection, renamed: ReadonlyMap<string, string>): Connection | undefined {
  const to = renamed.get(connection.to.nodeId);
  const from = connection.from && renamed.get(connection.from.nodeId);
  if (to === undefined || from === undefined) return undefined;
  return {
    ...connection,
    from: connection.from && { ...connection.from, nodeId: from! },
    to: { ...connection.to, nodeId: to },
  };
}

const besides = 40;

function offsetFor({ nodes, comments }: Copied, at: Point | undefined): Point {
  if (!at) return { x: besides, y: besides };
  const places = [...nodes.map((node) => nodeLayout(node) ?? { x: 0, y: 0 }), ...comments];
  return { x: at.x - Math.min(...places.map(({ x }) => x)), y: at.y - Math.min(...places.map(({ y }) => y)) };
}

interface Copied {
  nodes: GraphNode[];
  connections: Connection[];
  groups: Group[];
  comments: Comment[];
}

/** The clipboard is the outside world: only what has the right shape is taken. */
function readCopied(text: string): Copied | undefined {
  if (!text.includes(format)) return undefined;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return undefined;
  }
  const record = value as Partial<Record<'format' | keyof Copied, unknown>> | null;
  if (record?.format !== format || !Array.isArray(record.nodes) || !Array.isArray(record.connections)) return undefined;
  const nodes = record.nodes.map(readNode).filter((node) => node !== undefined);
  const connections = record.connections.map(readConnection).filter((connection) => connection !== undefined);
  const groups = listed(record.groups)
    .map(readGroup)
    .filter((group) => group !== undefined);
  const comments = listed(record.comments)
    .map(readComment)
    .filter((comment) => comment !== undefined);
  return nodes.length + comments.length > 0 ? { nodes, connections, groups, comments } : undefined;
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function readGroup(value: unknown): Group | undefined {
  const group = value as Partial<Group> | null;
  if (typeof group?.id !== 'string') return undefined;
  const nodes = listed(group.nodes).filter((id) => typeof id === 'string');
  return { ...group, id: group.id, nodes, metadata: isMetadata(group.metadata) ? group.metadata : {} };
}

function readNode(value: unknown): GraphNode | undefined {
  const node = value as Partial<GraphNode> | null;
  if (typeof node?.id !== 'string' || typeof node.component !== 'string' || node.id === '') return undefined;
  const scriptRuntime =
    node.scriptRuntime === 'python' || node.scriptRuntime === 'javascript' ? node.scriptRuntime : null;
  return {
    ...node,
    id: node.id,
    component: node.component,
    scriptRuntime,
    metadata: isMetadata(node.metadata) ? node.metadata : {},
  };
}

function readConnection(value: unknown): Connection | undefined {
  const connection = value as Partial<Connection> | null;
  const to = readEnd(connection?.to);
  const from = connection?.from ? readEnd(connection.from) : null;
  if (!connection || !to || from === undefined) return undefined;
  const data = 'data' in connection ? { data: readValue(connection.data) } : {};
  return { ...connection, ...data, from, to, metadata: isMetadata(connection.metadata) ? connection.metadata : {} };
}

function readEnd(value: unknown): Connection['to'] | undefined {
  const end = value as Partial<Connection['to']> | null | undefined;
  if (typeof end?.nodeId !== 'string' || typeof end.portId !== 'string') return undefined;
  return { ...edgeEnd(end.nodeId, end.portId), ...end };
}
