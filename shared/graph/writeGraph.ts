import { writeIndentedJson } from '../message/indentedJson.ts';
import type { Value } from '../message/message.ts';
import { exactMetadata } from './exactMetadata.ts';
import { edgeEnd, type Connection, type EdgeEnd, type Graph, type GraphNode } from './graph.ts';
import { initialValue } from './initialPacket.ts';

/**
 * The text of a graph file (G2, G3): full camelCase form, nodes and exported ports in the order of their names, one thing a line,
 * a newline at the end. The same graph always gives the same bytes.
 */
export function writeGraph(graph: Graph): string {
  return `${writeIndentedJson(graphJson(graph))}\n`;
}

/** The graph as plain data, as GraphExport says it. */
export function graphJson(graph: Graph): Record<string, Value> {
  return {
    caseSensitive: graph.caseSensitive,
    properties: graph.properties,
    inports: sorted(graph.inports, endJson),
    outports: sorted(graph.outports, endJson),
    groups: graph.groups.map(({ extra, ...group }) => ({ ...group, ...extra })),
    processes: sorted(graph.processes, nodeJson),
    connections: graph.connections.map(connectionJson),
    graphDependencies: graph.graphDependencies.map(
      ({ extra, ...dependency }) => ({ ...dependency, ...extra }) as Value,
    ),
    externalConnections: graph.externalConnections,
    providedInterfaces: graph.providedInterfaces,
    requiredInterfaces: graph.requiredInterfaces,
    ...graph.extra,
  };
}

function nodeJson(node: GraphNode): Value {
  const { id, component, scriptRuntime, extra } = node;
  return { id, component, metadata: exactMetadata(node), scriptRuntime, ...extra };
}

function endJson({ portName, portId, nodeId, index, expose, data, metadata, portType, extra }: EdgeEnd): Value {
  return { portName, portId, nodeId, index, expose, data, metadata, portType: portType as unknown as Value, ...extra };
}

const noEnd = edgeEnd('', '');

function connectionJson(connection: Connection): Value {
  const { from, to, metadata, extra } = connection;
  return { from: endJson(from ?? noEnd), to: endJson(to), metadata, data: initialValue(connection), ...extra };
}

function sorted<T>(record: Readonly<Record<string, T>>, json: (item: T) => Value): Record<string, Value> {
  const keys = Object.keys(record).sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, json(record[key]!)]));
}
