import type { ComponentDescription } from '#shared/actor/actor.ts';
import { connectionName, type Connection, type Graph, type GraphNode } from '#shared/graph/graph.ts';
import { findPort } from '#shared/graph/validateGraph.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { Inlet } from './inlet.ts';
import type { QueueLimits } from './messageQueue.ts';
import { NetworkNode } from './networkNode.ts';
import type { Wire } from './outlet.ts';

/** The nodes and wires of a graph that is to run. */
export interface Topology {
  readonly nodes: Map<string, NetworkNode>;
  readonly wires: Wire[];
}

export type Describe = (component: string) => ComponentDescription | undefined;

/**
 * Makes nodes with their inports and wires them. Disabled nodes and their wires are left out.
 * @throws AppError `notFound` when a node's component is unknown
 */
export function buildTopology(graph: Graph, describe: Describe, limits: QueueLimits): Topology {
  const nodes = new Map<string, NetworkNode>();
  for (const definition of Object.values(graph.processes))
    if (!isDisabled(definition)) nodes.set(definition.id, makeNode(definition, describe));
  buildInlets(graph, nodes.values(), nodes, limits);
  const wires = graph.connections.flatMap((connection) => makeWire(graph, connection, nodes) ?? []);
  for (const wire of wires) wire.from.wires.push(wire);
  return { nodes, wires };
}

export function isDisabled(definition: GraphNode): boolean {
  return definition.metadata['disabled'] === true;
}

/** @throws AppError `notFound` when its component is unknown */
export function makeNode(definition: GraphNode, describe: Describe): NetworkNode {
  const component = describe(definition.component);
  if (!component) throw new AppError('notFound', `Node ${definition.id}: Component not found: ${definition.component}`);
  return new NetworkNode(definition, component);
}

/** The wire of a connection, not yet in its outlet; undefined for an initial packet and for one that leads to or from no node. */
export function makeWire(
  graph: Graph,
  connection: Connection,
  nodes: ReadonlyMap<string, NetworkNode>,
): Wire | undefined {
  const { from, to } = connection;
  const target = nodes.get(to.nodeId);
  const source = from && nodes.get(from.nodeId);
  const inlet = target?.inlets.get(portName(graph, target.component.inports, to.portId));
  if (!source || !inlet) return undefined;
  const outlet = source.outlet(portName(graph, source.component.outports, from.portId));
  return { name: connectionName(connection), from: outlet, to: inlet, count: 0, breakpoint: undefined };
}

/** Makes the inports of some nodes, or brings them up to date when wires or declared ports came or went. */
export function buildInlets(
  graph: Graph,
  some: Iterable<NetworkNode>,
  nodes: ReadonlyMap<string, NetworkNode>,
  limits: QueueLimits,
): void {
  const incoming = new Map<string, Connection[]>();
  for (const connection of graph.connections) {
    const { nodeId } = connection.to;
    const known = incoming.get(nodeId);
    if (known) known.push(connection);
    else incoming.set(nodeId, [connection]);
  }
  for (const node of some) buildInletsOf(node, graph, incoming.get(node.id) ?? [], nodes, limits);
}

function buildInletsOf(
  node: NetworkNode,
  graph: Graph,
  incoming: readonly Connection[],
  nodes: ReadonlyMap<string, NetworkNode>,
  limits: QueueLimits,
): void {
  const { component, definition } = node;
  const wired = new Set<string>();
  const initial = new Set<string>();
  const stickyWires = new Set<string>();
  const fedByItself = new Set<string>();
  for (const { from, to } of incoming) {
    if (from && !nodes.has(from.nodeId)) continue;
    const port = portName(graph, component.inports, to.portId);
    (from ? wired : initial).add(port);
    if (to.metadata['sticky'] === true) stickyWires.add(port);
    if (from?.nodeId === node.id) fedByItself.add(port);
  }
  for (const name of new Set([...component.inports.map((port) => port.name), ...wired, ...initial])) {
    const port = component.inports.find((one) => one.name === name);
    const isWired = wired.has(name);
    const sticky = stickyWires.has(name) || isSticky(definition, name) || port?.sticky === true;
    const known = node.inlets.get(name);
    const required = port?.required ?? false;
    if (known) Object.assign(known, { wired: isWired, sticky, required });
    else node.inlets.set(name, new Inlet(node.id, name, required, sticky, isWired, limits));
  }
  node.isSerial = [...fedByItself].some((name) => {
    const { required, sticky } = node.inlets.get(name)!;
    return sticky || !required;
  });
  const isFed = ({ name, queue }: Inlet) => wired.has(name) || initial.has(name) || queue.length > 0;
  node.setFed([...node.inlets.values()].filter(isFed));
}

/** The name under which a component declares a port that the graph may write in another case (G2). */
export function portName(graph: Graph, ports: ComponentDescription['inports'], name: string): string {
  return findPort(ports, name, graph.caseSensitive)?.name ?? name;
}

/** `sticky: true` on the node, or the names of its sticky inports (N2). */
function isSticky(node: GraphNode, port: string): boolean {
  const { sticky } = node.metadata;
  if (sticky === true) return true;
  if (Array.isArray(sticky)) return sticky.includes(port);
  return typeof sticky === 'object' && sticky !== null && (sticky as Record<string, unknown>)[port] === true;
}
