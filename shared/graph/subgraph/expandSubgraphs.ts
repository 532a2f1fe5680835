import { own } from '../own.ts';
import type { GraphProblem } from '../graphProblem.ts';
import type { ComponentLookup, Subgraph } from '../componentLookup.ts';
import { bypassNodes } from '../bypassNodes.ts';
import { findExport, findPort } from '../findPort.ts';
import {
  connectionName,
  isMetadata,
  nodeTitle,
  type Connection,
  type EdgeEnd,
  type Graph,
  type GraphNode,
  type Metadata,
} from '../graph.ts';

/** How many graphs may lie inside one another below the one that is run (N11). */
export const deepestNesting = 8;

/** A port of a node by the path of the node. */
export interface PortAddress {
  readonly node: string;
  readonly port: string;
}

/** A node that stands for a graph: where its exported ports are in the flat graph. */
export interface PlacedSubgraph {
  /** Path of the node: `outer/inner`. */
  readonly path: string;
  readonly title: string;
  readonly subgraph: Subgraph;
  readonly inports: ReadonlyMap<string, PortAddress>;
  readonly outports: ReadonlyMap<string, PortAddress>;
}

/** A graph without subgraphs, and what became of them. */
export interface Expansion {
  /** Nodes inside a subgraph are called by their paths, `outer/inner`; wires go straight to them. */
  readonly graph: Graph;
  /** By path, the outer before what is in them. */
  readonly subgraphs: ReadonlyMap<string, PlacedSubgraph>;
  /** Wires at subgraphs: `connectionName` with the paths of their nodes, to that in the flat graph. */
  readonly wires: ReadonlyMap<string, string>;
  /** Graphs that contain themselves, that lie too deep, or whose nodes would have the name of others. */
  readonly problems: GraphProblem[];
}

/**
 * Puts the nodes of subgraphs in the place of the nodes that stand for them (N11), so that an engine which knows no subgraphs runs
 * them. A graph without subgraphs is returned as it is.
 */
export function expandSubgraphs(drawn: Graph, components: ComponentLookup): Expansion {
  const graph = bypassNodes(drawn, components);
  const placed = new Map<string, PlacedSubgraph>();
  const hasSubgraphs = Object.values(graph.processes).some((node) => subgraphOf(node, components));
  if (!hasSubgraphs) return { graph, subgraphs: placed, wires: new Map(), problems: [] };
  const into: Flat = { processes: new Map(), connections: [], wires: new Map(), placed, problems: [], components };
  const level = expandLevel(graph, { prefix: '', above: [], inherited: {}, stateName: undefined }, into);
  const flat: Graph = {
    ...graph,
    processes: Object.fromEntries(into.processes),
    connections: into.connections,
    inports: exportedEnds(graph, 'inports', level),
    outports: exportedEnds(graph, 'outports', level),
  };
  return { graph: flat, subgraphs: placed, wires: into.wires, problems: into.problems };
}

interface Flat {
  readonly processes: Map<string, GraphNode>;
  readonly connections: Connection[];
  readonly wires: Map<string, string>;
  readonly placed: Map<string, PlacedSubgraph>;
  readonly problems: GraphProblem[];
  readonly components: ComponentLookup;
}

type Side = 'inports' | 'outports';

/** Where an end of a wire of one level is in the flat graph; undefined for one that leads nowhere. */
type FindEnd = (end: EdgeEnd, side: Side) => EdgeEnd | undefined;

/** Where one graph lies in the flat one. */
interface Level {
  /** Before the ids of its nodes: `outer/`. */
  readonly prefix: string;
  /** Ids of the graphs that it lies in. */
  readonly above: readonly string[];
  readonly inherited: Metadata;
  /** The name under which all placements of a shared graph keep their state (T3); undefined where each keeps its own. */
  readonly stateName: string | undefined;
}

function expandLevel(graph: Graph, level: Level, into: Flat): FindEnd {
  const { prefix, inherited } = level;
  for (const node of Object.values(graph.processes)) {
    const path = prefix + node.id;
    const subgraph = subgraphOf(node, into.components);
    if (subgraph) placeSubgraph(node, path, subgraph, level, into);
    else if (into.processes.has(path)) into.problems.push(sameName(path));
    else
      into.processes.set(
        path,
        prefix === '' ? node : { ...node, id: path, metadata: sharing(node, inherit(node, inherited), level) },
      );
  }
  const findEnd: FindEnd = (end, side) => {
    const path = prefix + end.nodeId;
    const inside = into.placed.get(path);
    if (inside) {
      const address = inside[side].get(findExport(inside.subgraph.graph, side, end.portId, graph.caseSensitive) ?? '');
      if (!address) return undefined;
      const sticky = side === 'inports' && isSticky(own(graph.processes, end.nodeId), end.portId);
      const metadata = sticky ? { ...end.metadata, sticky: true } : end.metadata;
      return { ...end, nodeId: address.node, portId: address.port, portName: address.port, metadata };
    }
    const node = into.processes.get(path);
    if (!node) return undefined;
    if (prefix === '') return end;
    // The flat graph has one way of matching names, which need not be this graph's.
    const ports = into.components.find(node.component)?.[side] ?? [];
    const port = findPort(ports, end.portId, graph.caseSensitive)?.name ?? end.portId;
    return { ...end, nodeId: path, portId: port, portName: port };
  };
  for (const connection of graph.connections) {
    const to = findEnd(connection.to, 'inports');
    const from = connection.from && findEnd(connection.from, 'outports');
    if (!to || from === undefined) continue;
    const flat = { ...connection, from, to };
    into.connections.push(flat);
    const [name, flatName] = [connectionName(withPaths(connection, prefix)), connectionName(flat)];
    if (name !== flatName) into.wires.set(name, flatName);
  }
  return findEnd;
}

/** The graph that a node stands for; none while the node is frozen to its outputs, since nothing inside runs then (N9). */
function subgraphOf({ component, metadata }: GraphNode, components: ComponentLookup): Subgraph | undefined {
  return isMetadata(metadata['pinned']) ? undefined : components.subgraph?.(component);
}

function withPaths({ from, to, ...rest }: Connection, prefix: string): Connection {
  const at = (end: EdgeEnd): EdgeEnd => ({ ...end, nodeId: prefix + end.nodeId });
  return { ...rest, from: from && at(from), to: at(to) };
}

function placeSubgraph(node: GraphNode, path: string, subgraph: Subgraph, level: Level, into: Flat): void {
  const { above, inherited } = level;
  const inside = [...above, subgraph.id];
  if (above.includes(subgraph.id)) {
    const circle = inside.slice(above.indexOf(subgraph.id)).join(' → ');
    into.problems.push({
      severity: 'error',
      node: path,
      message: `${path} is the graph ${subgraph.id}, which contains itself: ${circle}.`,
      fix: 'Take one of these graphs out of the circle.',
    });
    return;
  }
  if (inside.length > deepestNesting) {
    into.problems.push({
      severity: 'error',
      node: path,
      message: `${path} lies too deep: ${inside.join(' → ')} are ${inside.length} graphs inside one another, and ${deepestNesting} are allowed.`,
      fix: 'Put the nodes of an inner graph into the outer one.',
    });
    return;
  }
  const graph = bypassNodes(subgraph.graph, into.components);
  const findEnd = expandLevel(
    graph,
    {
      prefix: `${path}/`,
      above: inside,
      inherited: inherit(node, inherited),
      stateName:
        node.metadata['state'] === 'shared' ? into.components.find(node.component)?.name : stateNameOf(node, level),
    },
    into,
  );
  into.placed.set(path, {
    path,
    title: nodeTitle(node),
    subgraph,
    inports: addresses(graph, 'inports', findEnd),
    outports: addresses(graph, 'outports', findEnd),
  });
}

function addresses(graph: Graph, side: Side, findEnd: FindEnd): Map<string, PortAddress> {
  const found = new Map<string, PortAddress>();
  for (const [name, end] of Object.entries(graph[side])) {
    const inner = findEnd(end, side);
    if (inner) found.set(name, { node: inner.nodeId, port: inner.portId });
  }
  return found;
}

/** Exported ports of the outermost graph; one that leads nowhere stays, and validation says so. */
function exportedEnds(graph: Graph, side: Side, findEnd: FindEnd): Record<string, EdgeEnd> {
  const ends = Object.entries(graph[side]).map(([name, end]) => [name, findEnd(end, side) ?? end]);
  return Object.fromEntries(ends) as Record<string, EdgeEnd>;
}

/**
 * What a node inside has of the node that stands for its graph: being disabled, environment variables, whose rules outside are the
 * stronger, and limits, where those inside are.
 */
function inherit(node: GraphNode, outer: Metadata): Metadata {
  const { metadata } = node;
  const joined: Metadata = { ...metadata };
  if (outer['disabled'] === true) joined['disabled'] = true;
  const both = (key: string, first: Metadata, second: Metadata): void => {
    const [one, other] = [first[key], second[key]];
    const merged = { ...(isMetadata(one) ? one : {}), ...(isMetadata(other) ? other : {}) };
    if (Object.keys(merged).length > 0) joined[key] = merged;
  };
  both('env_vars', metadata, outer);
  both('limits', outer, metadata);
  return joined;
}

/** A node in a shared graph keeps its state with that node of every placement (T3), unless it shares its component's own. */
function sharing(node: GraphNode, metadata: Metadata, level: Level): Metadata {
  const actor = stateNameOf(node, level);
  return actor === undefined || metadata['state'] === 'shared' ? metadata : { ...metadata, state: { actor } };
}

function stateNameOf({ id }: GraphNode, { stateName }: Level): string | undefined {
  return stateName === undefined ? undefined : `${stateName}/${id}`;
}

function isSticky(node: GraphNode | undefined, port: string): boolean {
  const sticky = node?.metadata['sticky'];
  if (Array.isArray(sticky)) return sticky.includes(port);
  return sticky === true || (isMetadata(sticky) && sticky[port] === true);
}

function sameName(path: string): GraphProblem {
  return {
    severity: 'error',
    node: path,
    message: `Two nodes would be called ${path}: one of the graph, and one inside a subgraph.`,
    fix: `Give the node ${path} another id.`,
  };
}
