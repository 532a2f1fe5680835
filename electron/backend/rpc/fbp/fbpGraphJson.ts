import type { EdgeEnd, Graph } from '#shared/graph/graph.ts';
import { initialValue } from '#shared/graph/initialPacket.ts';
import type { NameComponent } from './graphMessages.ts';
import { toFbpMetadata } from '#shared/graph/fbpMetadata.ts';

/** A graph in the JSON form that FBP tools read (`processes`, `connections` with `src` and `tgt`). */
export function fbpGraphJson(graph: Graph, nameOf: NameComponent) {
  const processes = Object.values(graph.processes).map(
    ({ id, component, metadata }) => [id, { component: nameOf(component), metadata: toFbpMetadata(metadata) }] as const,
  );
  const exported = (side: Readonly<Record<string, EdgeEnd>>) =>
    Object.fromEntries(Object.entries(side).map(([name, one]) => [name, end(one)]));
  return {
    caseSensitive: graph.caseSensitive,
    properties: graph.properties,
    inports: exported(graph.inports),
    outports: exported(graph.outports),
    groups: graph.groups.map(({ id, nodes, metadata }) => ({ name: id, nodes, metadata })),
    processes: Object.fromEntries(processes),
    connections: graph.connections.map((connection) => ({
      ...(connection.from ? { src: end(connection.from) } : { data: initialValue(connection) }),
      tgt: end(connection.to),
      metadata: connection.metadata,
    })),
  };
}

function end({ nodeId, portId, index }: EdgeEnd) {
  return { process: nodeId, port: portId, ...(index === null ? {} : { index }) };
}
