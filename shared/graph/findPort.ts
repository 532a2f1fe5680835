import type { PortDefinition } from '../actor/actor.ts';
import type { Graph } from './graph.ts';

/** The port of that name; without case where the graph says so (G2). */
export function findPort(
  ports: readonly PortDefinition[],
  name: string,
  caseSensitive: boolean,
): PortDefinition | undefined {
  const exact = ports.find((port) => port.name === name);
  if (exact || caseSensitive) return exact;
  return ports.find((port) => port.name.toLowerCase() === name.toLowerCase());
}

/** The exported port of a graph that another graph means by a name. */
export function findExport(
  graph: Graph,
  side: 'inports' | 'outports',
  name: string,
  caseSensitive: boolean,
): string | undefined {
  if (Object.hasOwn(graph[side], name)) return name;
  if (caseSensitive) return undefined;
  return Object.keys(graph[side]).find((port) => port.toLowerCase() === name.toLowerCase());
}
