import type { Value } from '../message/message.ts';
import type { GraphProblem } from './graphProblem.ts';
import type { ComponentLookup } from './componentLookup.ts';
import { findPort } from './findPort.ts';
import {
  connectionName,
  edgeEnd,
  isMetadata,
  type Connection,
  type EdgeEnd,
  type Graph,
  type GraphNode,
} from './graph.ts';

/**
 * A graph whose shared connections go through Redis streams, so that programs on many machines share its work (P5). In the place of
 * such a connection there are two nodes: one that adds to its stream, and one that receives as a member of its group. Shared are the
 * connections whose `metadata.shared` is true or holds settings of `RedisStreamIn`; where none says so, all are.
 * @param scope what streams are called by: all programs that share a flow give the same
 * @param isWorker leaves out the parts that no shared connection feeds, such as sources, and the initial packets of wired inports:
 * those are for one program
 */
export function distributeGraph(graph: Graph, scope: string, isWorker: boolean): Graph {
  const shared = sharedConnections(graph);
  const pairs = [...shared].map((connection) => streamPair(connection, scope));
  const distributed: Graph = {
    ...graph,
    processes: Object.fromEntries([
      ...Object.entries(graph.processes),
      ...pairs.flatMap(({ nodes }) => nodes.map((node) => [node.id, node] as const)),
    ]),
    connections: [
      ...graph.connections.filter((connection) => !shared.has(connection)),
      ...pairs.flatMap(({ connections }) => connections),
    ],
  };
  return isWorker
    ? onlyParts(
        distributed,
        pairs.map(({ nodes }) => nodes[1].id),
      )
    : distributed;
}

/** Nodes that would wait for messages of several shared connections, which may go to different programs. */
export function distributionProblems(graph: Graph, components: ComponentLookup): GraphProblem[] {
  const shared = [...sharedConnections(graph)];
  return Object.values(graph.processes).flatMap((node): GraphProblem[] => {
    const component = components.find(node.component);
    if (!component || component.awaitAllInports === false) return [];
    const ports = shared
      .filter(({ to }) => to.nodeId === node.id)
      .map(({ to }) => findPort(component.inports, to.portId, graph.caseSensitive));
    const awaited = new Set(ports.filter((port) => port && (port.required || component.awaitAllInports === true)));
    if (awaited.size < 2) return [];
    const message = `${node.id} waits for messages of ${awaited.size} shared connections, which may reach different workers.`;
    return [{ severity: 'warning', node: node.id, message, fix: 'Share at most one of them.' }];
  });
}

function sharedConnections({ connections }: Graph): Set<Connection> {
  const wires = connections.filter(({ from }) => from !== null);
  const marked = wires.filter(({ metadata: { shared } }) => shared === true || isMetadata(shared));
  return new Set(marked.length > 0 ? marked : wires);
}

function streamPair(
  connection: Connection,
  scope: string,
): { nodes: [GraphNode, GraphNode]; connections: Connection[] } {
  const name = connectionName(connection);
  const settings = isMetadata(connection.metadata['shared']) ? connection.metadata['shared'] : {};
  const { longest, ...receiving } = settings;
  const stream = `${scope} ${name}`.replaceAll(':', '%3A');
  const node = (id: string, component: string, config: Record<string, Value>): GraphNode => ({
    ...{ id, component, scriptRuntime: null },
    metadata: { config: { stream, ...config } },
  });
  const adding = node(`${name} (sent)`, 'native.RedisStreamOut', longest === undefined ? {} : { longest });
  const received = node(`${name} (received)`, 'native.RedisStreamIn', receiving);
  return {
    nodes: [adding, received],
    connections: [
      { from: connection.from, to: edgeEnd(adding.id, 'in'), metadata: {} },
      { from: edgeEnd(received.id, 'out'), to: connection.to, metadata: {} },
    ],
  };
}

/** What hangs together with the given nodes, in whichever direction. */
function onlyParts(graph: Graph, starts: readonly string[]): Graph {
  const neighbours = new Map<string, string[]>();
  for (const { from, to } of graph.connections) {
    if (!from) continue;
    neighbours.set(from.nodeId, [...(neighbours.get(from.nodeId) ?? []), to.nodeId]);
    neighbours.set(to.nodeId, [...(neighbours.get(to.nodeId) ?? []), from.nodeId]);
  }
  const portKey = ({ nodeId, portId }: EdgeEnd): string =>
    `${nodeId}\n${graph.caseSensitive ? portId : portId.toLowerCase()}`;
  const wired = new Set(graph.connections.flatMap(({ from, to }) => (from ? [portKey(to)] : [])));
  const kept = new Set(starts);
  for (const id of kept) for (const next of neighbours.get(id) ?? []) kept.add(next);
  const isKept = ({ nodeId }: EdgeEnd): boolean => kept.has(nodeId);
  const only = <T>(record: Readonly<Record<string, T>>, keep: (item: T, key: string) => boolean): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([key, item]) => keep(item, key)));
  return {
    ...graph,
    processes: only(graph.processes, (_, id) => kept.has(id)),
    connections: graph.connections.filter(({ from, to }) => isKept(to) && (from || !wired.has(portKey(to)))),
    inports: only(graph.inports, isKept),
    outports: only(graph.outports, isKept),
  };
}
