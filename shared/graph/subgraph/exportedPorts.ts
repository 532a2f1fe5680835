import { own } from '../own.ts';
import type { PortDefinition } from '../../actor/actor.ts';
import type { ComponentLookup } from '../componentLookup.ts';
import { findExport, findPort } from '../findPort.ts';
import { isMetadata, type EdgeEnd, type Graph } from '../graph.ts';
import { deepestNesting } from './expandSubgraphs.ts';

/**
 * The ports of a graph as a component (N11): its exported ports, with the types and descriptions of the ports inside unless the
 * graph gives them others. An inport is required when the port inside is and nothing inside feeds it.
 */
export function exportedPorts(
  graph: Graph,
  side: 'inports' | 'outports',
  components: ComponentLookup,
): PortDefinition[] {
  return Object.entries(graph[side]).map(([name, end]) => {
    const inner = innerPort(graph, side, end, components, 0);
    const own = end.portType.type === 'any' ? undefined : end.portType;
    const { description } = end.metadata;
    return {
      name,
      port_type: own ?? inner?.port_type ?? { type: 'any' },
      required: side === 'inports' && (inner?.required ?? false) && !isFed(graph, end),
      description: typeof description === 'string' ? description : (inner?.description ?? ''),
      ...(inner?.default === undefined ? {} : { default: inner.default }),
      ...(inner?.sticky ? { sticky: true } : {}),
    };
  });
}

function innerPort(
  graph: Graph,
  side: 'inports' | 'outports',
  end: EdgeEnd,
  components: ComponentLookup,
  depth: number,
): PortDefinition | undefined {
  const node = own(graph.processes, end.nodeId);
  if (!node || depth > deepestNesting) return undefined;
  const subgraph = components.subgraph?.(node.component);
  if (!subgraph) return findPort(components.find(node.component)?.[side] ?? [], end.portId, graph.caseSensitive);
  const name = findExport(subgraph.graph, side, end.portId, graph.caseSensitive);
  const inner = name === undefined ? undefined : subgraph.graph[side][name];
  const port = inner && innerPort(subgraph.graph, side, inner, components, depth + 1);
  if (!port || !inner) return undefined;
  return { ...port, required: port.required && !isFed(subgraph.graph, inner) };
}

function isFed(graph: Graph, { nodeId, portId }: EdgeEnd): boolean {
  const name = portId.toLowerCase();
  return graph.connections.some(({ to }) => to.nodeId === nodeId && to.portId.toLowerCase() === name);
}

/** A text among a graph's properties; undefined where there is none. */
export function graphProperty(graph: Graph, name: string): string | undefined {
  const value = isMetadata(graph.properties) ? graph.properties[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
