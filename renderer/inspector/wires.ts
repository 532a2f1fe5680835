import type { Graph } from '#shared/graph/graph.ts';

/** The outport whose messages enter an inport; the first when several do. */
export function sourceOf(graph: Graph, node: string, port: string): { node: string; port: string } | undefined {
  const wire = graph.connections.find(({ from, to }) => from !== null && to.nodeId === node && to.portId === port);
  return wire?.from ? { node: wire.from.nodeId, port: wire.from.portId } : undefined;
}
