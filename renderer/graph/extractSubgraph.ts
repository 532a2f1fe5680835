import type { ComponentDescription } from '#shared/actor/actor.ts';
import {
  edgeEnd,
  emptyGraph,
  nodeLayout,
  type Connection,
  type EdgeEnd,
  type Graph,
  type GraphNode,
} from '#shared/graph/graph.ts';
import type { GraphEdit, GraphStep } from '#shared/graph/graphEdit.ts';
import { diffGraphs } from '#shared/graph/mergeGraphs.ts';
import type { Point } from './point.ts';
import { newNodeId } from './nodeId.ts';
import { typeOfPort, type Side } from './nodePorts.ts';
import { wirePoints, withPoints } from './reroute.ts';

/** What becomes of a selection that is made a graph of its own (E1). */
export interface Extraction {
  /** The new graph: the nodes with what lies among them; its exported ports are where wires crossed the border. */
  readonly inner: Graph;
  /** Puts one node of the new graph in their place. */
  readonly step: GraphStep & { id: string };
}

/**
 * Makes a graph of nodes and puts one node of it in their place (N11): each port that a wire from outside led to, or that was exported,
 * becomes an exported port. Wires keep their order, initial packets go along with their nodes.
 * @param name the new graph's name, which is also its component
 */
export function extractSubgraph(
  graph: Graph,
  components: ReadonlyMap<string, ComponentDescription>,
  ids: readonly string[],
  name: string,
): Extraction | undefined {
  const taken = new Set(ids.filter((id) => graph.processes[id]));
  if (taken.size === 0) return undefined;
  const isInside = (end: EdgeEnd | null): boolean => end !== null && taken.has(end.nodeId);
  const exported = new ExportedPorts(graph, components);
  const id = newNodeId(name, (other) => Object.hasOwn(graph.processes, other) && !taken.has(other));
  const outerEnd = (end: EdgeEnd, side: Side): EdgeEnd => {
    const port = exported.nameOf(end, side);
    return { ...edgeEnd(id, port, end.portType), expose: end.expose };
  };

  const corner = cornerOf(graph, taken);
  const within: Connection[] = [];
  const connections = graph.connections.flatMap((connection): Connection[] => {
    const { from, to } = connection;
    if (isInside(to) && (from === null || isInside(from))) {
      const points = wirePoints(connection).map(({ x, y }) => ({ x: x - corner.x, y: y - corner.y }));
      within.push(withPoints(connection, points));
      return [];
    }
    if (isInside(to)) return [{ ...connection, to: outerEnd(to, 'inports') }];
    return from && isInside(from) ? [{ ...connection, from: outerEnd(from, 'outports') }] : [connection];
  });
  const ports = (side: Side): Record<string, EdgeEnd> =>
    Object.fromEntries(
      Object.entries(graph[side]).map(([port, end]) => [port, isInside(end) ? outerEnd(end, side) : end]),
    );
  const outer: Graph = {
    ...graph,
    inports: ports('inports'),
    outports: ports('outports'),
    connections,
    processes: {
      ...Object.fromEntries(Object.entries(graph.processes).filter(([other]) => !taken.has(other))),
      [id]: subgraphNode(id, name, middleOf(graph, taken)),
    },
    groups: graph.groups.flatMap((group) => {
      const left = group.nodes.filter((member) => !taken.has(member));
      if (left.length === group.nodes.length) return [group];
      return left.length === 0 ? [] : [{ ...group, nodes: [...left, id] }];
    }),
  };
  const inner: Graph = {
    ...emptyGraph(name),
    caseSensitive: graph.caseSensitive,
    inports: exported.inports,
    outports: exported.outports,
    processes: Object.fromEntries([...taken].map((one) => [one, shifted(graph.processes[one]!, corner)])),
    connections: within,
    groups: graph.groups.filter((group) => group.nodes.length > 0 && group.nodes.every((member) => taken.has(member))),
  };
  return { inner, step: { label: `Make ${name} of ${taken.size} nodes`, edits: diffGraphs(graph, outer), id } };
}

/** The new graph as edits of an empty one. */
export function editsOf(inner: Graph): GraphEdit[] {
  return diffGraphs(emptyGraph(String(inner.properties['name'])), inner);
}

/** Exported ports in the making: the port's own name where it is free, else with its node before it. */
class ExportedPorts {
  readonly inports: Record<string, EdgeEnd> = {};
  readonly outports: Record<string, EdgeEnd> = {};

  constructor(
    private readonly graph: Graph,
    private readonly components: ReadonlyMap<string, ComponentDescription>,
  ) {}

  nameOf({ nodeId, portId }: EdgeEnd, side: Side): string {
    const known = Object.entries(this[side]).find(([, end]) => end.nodeId === nodeId && end.portId === portId);
    if (known) return known[0];
    const type = typeOfPort(this.graph, this.components, { node: nodeId, port: portId, side });
    const name = [portId, `${nodeId}_${portId}`].find((one) => this.isFree(one, side)) ?? this.numbered(portId, side);
    this[side][name] = edgeEnd(nodeId, portId, type);
    return name;
  }

  /** Without case, as graphs may match their ports (G2); `error` is every node's own. */
  private isFree(name: string, side: Side): boolean {
    const lower = name.toLowerCase();
    return lower !== 'error' && !Object.keys(this[side]).some((one) => one.toLowerCase() === lower);
  }

  private numbered(portId: string, side: Side): string {
    for (let number = 2; ; number++) if (this.isFree(`${portId}${number}`, side)) return `${portId}${number}`;
  }
}

function subgraphNode(id: string, component: string, { x, y }: Point): GraphNode {
  return { id, component, metadata: { studio: { x, y } }, scriptRuntime: null };
}

function placesOf(graph: Graph, ids: ReadonlySet<string>): Point[] {
  return [...ids].map((id) => nodeLayout(graph.processes[id]!) ?? { x: 0, y: 0 });
}

function middleOf(graph: Graph, ids: ReadonlySet<string>): Point {
  const places = placesOf(graph, ids);
  const middle = (values: number[]): number => Math.round((Math.min(...values) + Math.max(...values)) / 2);
  return { x: middle(places.map(({ x }) => x)), y: middle(places.map(({ y }) => y)) };
}

function cornerOf(graph: Graph, ids: ReadonlySet<string>): Point {
  const places = placesOf(graph, ids);
  return { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) };
}

/** The node with its place counted from a corner; one without a place stays without. */
function shifted(node: GraphNode, corner: Point): GraphNode {
  const layout = nodeLayout(node);
  if (!layout) return node;
  const studio = { ...(node.metadata['studio'] as object), x: layout.x - corner.x, y: layout.y - corner.y };
  return { ...node, metadata: { ...node.metadata, studio } };
}
