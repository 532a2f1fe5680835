import type { ComponentDescription } from '#shared/actor/actor.ts';
import {
  connectionName,
  edgeEnd,
  isMetadata,
  nodeLayout,
  nodeTitle,
  type Connection,
  type EdgeEnd,
  type Graph,
  type GraphNode,
  type Metadata,
} from '#shared/graph/graph.ts';
import type { GraphEdit, GraphStep } from '#shared/graph/graphEdit.ts';
import { commentEdits, commentsOf } from './comments.ts';
import { orderEnds } from './connectionCheck.ts';
import { newNodeId } from './nodeId.ts';
import { typeOfPort, type PortRef } from './nodePorts.ts';
import type { Point } from './point.ts';
import { movedPoints } from './reroute.ts';

type Components = ReadonlyMap<string, ComponentDescription>;

/** What can be done to a graph on the canvas, each as one step of the undo history (E3). Pure: nothing is applied here. */

/** A new node of a component, at a place; `connect` wires it to a port at once, as quick-add does. */
export function addNode(
  graph: Graph,
  components: Components,
  component: ComponentDescription,
  at: Point,
  connect?: { end: PortRef; port: string },
): GraphStep & { id: string } {
  const id = newNodeId(component.name, (taken) => Object.hasOwn(graph.processes, taken));
  const node: GraphNode = {
    id,
    component: component.id,
    metadata: { studio: { x: Math.round(at.x), y: Math.round(at.y) } },
    scriptRuntime: scriptRuntimeOf(component),
  };
  const edits: GraphEdit[] = [{ kind: 'node', id, before: null, after: node }];
  if (connect) {
    const grown = { ...graph, processes: { ...graph.processes, [id]: node } };
    const side = connect.end.side === 'outports' ? 'inports' : 'outports';
    edits.push(...connectPorts(grown, components, connect.end, { node: id, port: connect.port, side }).edits);
  }
  return { label: `Add ${component.name}`, edits, id };
}

/** `script_runtime` of a node (E1): null for native, WASM and graph components. */
export function scriptRuntimeOf({ badge }: Pick<ComponentDescription, 'badge'>): GraphNode['scriptRuntime'] {
  if (badge === 'python') return 'python';
  return badge === 'javascript' || badge === 'typescript' ? 'javascript' : null;
}

/** A wire between two ports, in whichever order they were taken; an empty step for two ports of one side. */
export function connectPorts(graph: Graph, components: Components, a: PortRef, b: PortRef): GraphStep {
  const ends = orderEnds(a, b);
  if (!ends) return { label: 'Wire', edits: [] };
  const connection: Connection = {
    from: edgeEnd(ends.from.node, ends.from.port, typeOfPort(graph, components, ends.from)),
    to: edgeEnd(ends.to.node, ends.to.port, typeOfPort(graph, components, ends.to)),
    metadata: {},
  };
  return {
    label: `Wire ${connectionName(connection)}`,
    edits: [{ kind: 'connection', index: graph.connections.length, before: null, after: connection }],
  };
}

/** Leads a wire, by `connectionName`, to other ends (E1); it keeps its place, metadata and points. */
export function reconnectWire(graph: Graph, components: Components, name: string, a: PortRef, b: PortRef): GraphStep {
  const ends = orderEnds(a, b);
  const index = graph.connections.findIndex((connection) => connectionName(connection) === name);
  const before = graph.connections[index];
  if (!ends || !before?.from) return { label: 'Reconnect', edits: [] };
  const end = (known: EdgeEnd, to: PortRef): EdgeEnd =>
    known.nodeId === to.node && known.portId === to.port
      ? known
      : edgeEnd(to.node, to.port, typeOfPort(graph, components, to));
  const after = { ...before, from: end(before.from, ends.from), to: end(before.to, ends.to) };
  if (after.from === before.from && after.to === before.to) return { label: 'Reconnect', edits: [] };
  return { label: `Reconnect to ${connectionName(after)}`, edits: [{ kind: 'connection', index, before, after }] };
}

/** Removes nodes with every wire, exported port and group entry of theirs, wires by `connectionName`, and comments. */
export function removeParts(
  graph: Graph,
  nodes: readonly string[],
  wires: readonly string[],
  comments: readonly string[] = [],
): GraphStep {
  const gone = new Set(nodes.filter((id) => graph.processes[id]));
  const cut = new Set(wires);
  const edits: GraphEdit[] = [];
  graph.connections.forEach((connection, index) => {
    const touches = gone.has(connection.to.nodeId) || (connection.from !== null && gone.has(connection.from.nodeId));
    if (touches || cut.has(connectionName(connection)))
      edits.unshift({ kind: 'connection', index, before: connection, after: null });
  });
  for (const side of ['inports', 'outports'] as const)
    for (const [name, end] of Object.entries(graph[side]))
      if (gone.has(end.nodeId)) edits.push({ kind: 'port', side, name, before: end, after: null });
  edits.push(...groupsWithout(graph, gone));
  for (const id of gone) edits.push({ kind: 'node', id, before: graph.processes[id]!, after: null });
  const label = `Delete ${countOf(gone.size, 'node', edits.length, 'wire')}`;
  const kept = commentsOf(graph).filter(({ id }) => !comments.includes(id));
  const ofComments = commentEdits(graph, kept);
  if (edits.length === 0 && ofComments.length > 0) return { label: 'Delete a comment', edits: ofComments };
  return { label, edits: [...edits, ...ofComments] };
}

function groupsWithout(graph: Graph, gone: ReadonlySet<string>): GraphEdit[] {
  const edits: GraphEdit[] = [];
  graph.groups.forEach((group, index) => {
    const nodes = group.nodes.filter((id) => !gone.has(id));
    if (nodes.length === group.nodes.length) return;
    edits.unshift({ kind: 'group', index, before: group, after: nodes.length > 0 ? { ...group, nodes } : null });
  });
  return edits;
}

/** New places of nodes and comments, by their ids; those that did not move are left out. Reroute points go along with both ends. */
export function moveNodes(
  graph: Graph,
  places: ReadonlyMap<string, Point>,
  label = 'Move',
  comments: ReadonlyMap<string, Point> = new Map(),
): GraphStep {
  const edits: GraphEdit[] = [];
  const shifts = new Map<string, Point>();
  for (const [id, { x, y }] of places) {
    const node = graph.processes[id];
    if (!node) continue;
    const studio = studioOf(node);
    const place = { x: Math.round(x), y: Math.round(y) };
    if (studio['x'] === place.x && studio['y'] === place.y) continue;
    edits.push(nodeEdit(node, { ...node.metadata, studio: { ...studio, ...place } }));
    const layout = nodeLayout(node);
    if (layout) shifts.set(id, { x: place.x - layout.x, y: place.y - layout.y });
  }
  const words = edits.length === 1 ? `${label} ${titleOfEdit(edits[0]!)}` : `${label} ${edits.length} nodes`;
  if (shifts.size > 1) edits.push(...movedPoints(graph, (node) => shifts.get(node)));
  const moved = commentsOf(graph).map((comment) => {
    const place = comments.get(comment.id);
    return place ? { ...comment, x: Math.round(place.x), y: Math.round(place.y) } : comment;
  });
  const ofComments = commentEdits(graph, moved);
  if (edits.length === 0 && ofComments.length > 0) return { label: `${label} a comment`, edits: ofComments };
  return { label: words, edits: [...edits, ...ofComments] };
}

/** Gives a node a title; an empty one brings its id back. */
export function renameNode(graph: Graph, id: string, title: string): GraphStep {
  const node = graph.processes[id];
  if (!node || title === nodeTitle(node)) return { label: 'Rename', edits: [] };
  const { title: _, ...studio } = studioOf(node);
  const renamed = title === '' || title === id ? studio : { ...studio, title };
  return { label: `Rename ${nodeTitle(node)}`, edits: [nodeEdit(node, { ...node.metadata, studio: renamed })] };
}

/** Gives the card of a node another size, in canvas units. */
export function resizeNode(graph: Graph, id: string, { width, height }: { width: number; height: number }): GraphStep {
  const node = graph.processes[id];
  const studio = node ? studioOf(node) : {};
  if (!node || (studio['width'] === width && studio['height'] === height)) return { label: 'Resize', edits: [] };
  const edit = nodeEdit(node, { ...node.metadata, studio: { ...studio, width, height } });
  return { label: `Resize ${nodeTitle(node)}`, edits: [edit] };
}

/** Folds away what the cards of displays show; unfolds them when all are folded. */
export function toggleFolded(graph: Graph, ids: readonly string[]): GraphStep {
  const nodes = ids.map((id) => graph.processes[id]).filter((node) => node !== undefined);
  const unfold = nodes.every((node) => studioOf(node)['collapsed'] === true);
  const edits = nodes
    .filter((node) => (studioOf(node)['collapsed'] === true) === unfold)
    .map((node) => {
      const { collapsed: _, ...studio } = studioOf(node);
      return nodeEdit(node, { ...node.metadata, studio: unfold ? studio : { ...studio, collapsed: true } });
    });
  return { label: `${unfold ? 'Unfold' : 'Fold'} ${countOf(edits.length, 'display')}`, edits };
}

/** Switches nodes off (`disabled`) or lets messages past them (`bypass`); when all of them are so already, switches them on again. */
export function toggleDisabled(graph: Graph, ids: readonly string[], how: true | 'bypass' = true): GraphStep {
  const nodes = ids.map((id) => graph.processes[id]).filter((node) => node !== undefined);
  const enable = nodes.every((node) => node.metadata['disabled'] === how);
  const edits = nodes
    .filter((node) => (node.metadata['disabled'] === how) === enable)
    .map((node) => {
      const { disabled: _, ...metadata } = node.metadata;
      return nodeEdit(node, enable ? metadata : { ...metadata, disabled: how });
    });
  const verb = enable ? 'Enable' : how === true ? 'Disable' : 'Bypass';
  return { label: `${verb} ${countOf(edits.length, 'node')}`, edits };
}

/** What a node keeps under `metadata.studio` (G3). */
export function studioOf(node: GraphNode): Metadata {
  const { studio } = node.metadata;
  return isMetadata(studio) ? studio : {};
}

function nodeEdit(node: GraphNode, metadata: Metadata): GraphEdit {
  return { kind: 'node', id: node.id, before: node, after: { ...node, metadata } };
}

function titleOfEdit(edit: GraphEdit): string {
  return edit.kind === 'node' && edit.after ? nodeTitle(edit.after) : 'node';
}

/** `3 nodes`, `1 wire`: the first kind unless there are none of it. */
function countOf(count: number, word: string, otherwise = 0, other = word): string {
  const [number, noun] = count > 0 ? [count, word] : [otherwise, other];
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
