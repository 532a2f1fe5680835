import { parseExactJson } from '#shared/message/json.ts';
import { initialValue } from '#shared/graph/initialPacket.ts';
import type { Graph } from '#shared/graph/graph.ts';
import type { Client } from '#shared/rpc/client.ts';

/**
 * What a node would take now: the last message that passed each of its wires, and its initial packets, by inport.
 * @param place the graph that runs, and what comes before its nodes' ids there (N11)
 */
export async function lastInputs(
  client: Client,
  graph: Graph,
  place: { path: string; prefix: string },
  node: string,
): Promise<Record<string, unknown>> {
  const inputs: Record<string, unknown> = {};
  for (const connection of graph.connections) {
    const { from, to } = connection;
    if (to.nodeId !== node) continue;
    if (!from) inputs[to.portId] = initialValue(connection);
    else {
      const { json } = await client.call('network.value', {
        path: place.path,
        node: place.prefix + from.nodeId,
        port: from.portId,
      });
      if (json !== null) inputs[to.portId] = parseExactJson(json);
    }
  }
  return inputs;
}
