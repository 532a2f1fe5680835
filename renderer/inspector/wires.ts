import type { Graph } from '#shared/graph/graph.ts';
import { initialValue } from '#shared/graph/initialPacket.ts';
import { writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { chipOf } from '#shared/message/preview.ts';

/** The outport whose messages enter an inport; the first when several do. */
export function sourceOf(graph: Graph, node: string, port: string): { node: string; port: string } | undefined {
  const wire = graph.connections.find(({ from, to }) => from !== null && to.nodeId === node && to.portId === port);
  return wire?.from ? { node: wire.from.nodeId, port: wire.from.portId } : undefined;
}

/** The initial packet that an inport keeps, as value, as it was written, and in a few words: the last of them, where no wire leads to it (N2). */
export function initialPacket(
  graph: Graph,
  node: string,
  port: string,
): { value: Value; json: string; chip: string } | undefined {
  const packet = graph.connections.findLast(
    ({ from, to }) => from === null && to.nodeId === node && to.portId === port,
  );
  if (!packet) return undefined;
  const written = initialValue(packet);
  return { value: packet.data ?? null, json: writePlain(written), chip: chipOf(written) };
}
