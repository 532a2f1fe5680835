import { writePlain } from '../message/json.ts';
import type { Value } from '../message/message.ts';
import { edgeEnd, type Connection, type EdgeEnd, type Graph, type GraphNode } from './graph.ts';

/**
 * The text of a graph file (G2, G3): full camelCase form, nodes and exported ports in the order of their names, one thing a line,
 * a newline at the end. The same graph always gives the same bytes.
 */
export function writeGraph(graph: Graph): string {
  return `${indented(graphJson(graph), '')}\n`;
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

function nodeJson({ id, component, metadata, scriptRuntime, extra }: GraphNode): Value {
  return { id, component, metadata, scriptRuntime, ...extra };
}

function endJson({ portName, portId, nodeId, index, expose, data, metadata, portType, extra }: EdgeEnd): Value {
  return { portName, portId, nodeId, index, expose, data, metadata, portType: portType as unknown as Value, ...extra };
}

const noEnd = edgeEnd('', '');

function connectionJson({ from, to, metadata, data, extra }: Connection): Value {
  return { from: endJson(from ?? noEnd), to: endJson(to), metadata, data: data ?? null, ...extra };
}

function sorted<T>(record: Readonly<Record<string, T>>, json: (item: T) => Value): Record<string, Value> {
  const keys = Object.keys(record).sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, json(record[key]!)]));
}

/** JSON with two spaces a level; empty lists and objects stay on their line. */
function indented(value: Value, margin: string): string {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return writePlain(value);
  const inner = `${margin}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => inner + indented(item, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${inner}${JSON.stringify(key)}: ${indented(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n${margin}${close}`;
}
