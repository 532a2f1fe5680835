import { edgeEnd, isMetadata, nodeLayout, type Connection, type Graph, type GraphNode } from '#shared/graph/graph.ts';
import type { GraphEdit, GraphStep } from '#shared/graph/graphEdit.ts';
import { parseJson, readValue, writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { newNodeId } from './nodeId.ts';
import { studioOf, type Point } from './graphSteps.ts';

/** Marks our JSON among whatever else a clipboard may hold. */
const format = 'reflow-studio/nodes';

/** The nodes and every wire and initial packet that lies among them, as JSON text for the clipboard (E1). */
export function copyNodes(graph: Graph, ids: readonly string[]): string {
  const copied = new Set(ids);
  const nodes = ids.map((id) => graph.processes[id]).filter((node) => node !== undefined);
  const connections = graph.connections.filter(
    ({ from, to }) => copied.has(to.nodeId) && (from === null || copied.has(from.nodeId)),
  );
  return writePlain({ format, nodes, connections } as unknown as Value);
}

/** Whether a text is one that `copyNodes` wrote. */
export function isCopied(text: string): boolean {
  return readCopied(text) !== undefined;
}

/**
 * Puts copied nodes into a graph under new ids, keeping their wires: at the place given, or a little beside where they were.
 * @returns undefined when the text is nothing that was copied here
 */
export function pasteNodes(
  graph: Graph,
  text: string,
  at?: Point,
  label = 'Paste',
): (GraphStep & { ids: string[] }) | undefined {
  const copied = readCopied(text);
  if (!copied) return undefined;
  const offset = offsetFor(copied.nodes, at);
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
    if (after) edits.push({ kind: 'connection', index: index++, before: null, after });
  }
  const ids = [...renamed.values()];
  return { label: `${label} ${ids.length} node${ids.length === 1 ? '' : 's'}`, edits, ids };
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

function offsetFor(nodes: readonly GraphNode[], at: Point | undefined): Point {
  if (!at) return { x: besides, y: besides };
  const places = nodes.map((node) => nodeLayout(node) ?? { x: 0, y: 0 });
  return { x: at.x - Math.min(...places.map(({ x }) => x)), y: at.y - Math.min(...places.map(({ y }) => y)) };
}

interface Copied {
  nodes: GraphNode[];
  connections: Connection[];
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
  const record = value as { format?: unknown; nodes?: unknown; connections?: unknown } | null;
  if (record?.format !== format || !Array.isArray(record.nodes) || !Array.isArray(record.connections)) return undefined;
  const nodes = record.nodes.map(readNode).filter((node) => node !== undefined);
  const connections = record.connections.map(readConnection).filter((connection) => connection !== undefined);
  return nodes.length > 0 ? { nodes, connections } : undefined;
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
