import type { Graph } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';

/** The outport whose messages enter an inport; the first when several do. */
export function sourceOf(graph: Graph, node: string, port: string): { node: string; port: string } | undefined {
  const wire = graph.connections.find(({ from, to }) => from !== null && to.nodeId === node && to.portId === port);
  return wire?.from ? { node: wire.from.nodeId, port: wire.from.portId } : undefined;
}

/** The value of the initial packet that an inport keeps: the last of them, where no wire leads to it (N2). */
export function initialPacket(graph: Graph, node: string, port: string): { value: Value } | undefined {
  const packet = graph.connections.findLast(
    ({ from, to }) => from === null && to.nodeId === node && to.portId === port,
  );
  return packet && { value: packet.data ?? null };
}
