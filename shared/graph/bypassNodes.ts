import type { ComponentLookup } from './componentLookup.ts';
import { edgeEnd, type Connection, type EdgeEnd, type Graph, type GraphNode } from './graph.ts';
import { isAssignable } from '../actor/portType.ts';

/** Whether messages go past a node, from one inport to one outport, instead of through it (E1). */
function isBypassed(node: GraphNode | undefined): boolean {
  return node?.metadata['disabled'] === 'bypass';
}

/**
 * The graph in which wires lead past the nodes that are bypassed (E1): what comes to the first inport that fits an outport goes on where
 * that outport led, through any number of bypassed nodes in a row. Their other wires, and those of a node with no such ports, are
 * left out, as for a disabled node. A graph without any is returned as it is.
 */
export function bypassNodes(graph: Graph, components: ComponentLookup): Graph {
  const bypassed = new Map<string, Passage | undefined>();
  for (const node of Object.values(graph.processes))
    if (isBypassed(node)) bypassed.set(node.id, passageOf(node, components));
  if (bypassed.size === 0) return graph;

  const same = (a: string, b: string): boolean => (graph.caseSensitive ? a === b : a.toLowerCase() === b.toLowerCase());
  const targets = (end: EdgeEnd, seen: ReadonlySet<string>): EdgeEnd[] => {
    if (!bypassed.has(end.nodeId)) return [end];
    const passage = bypassed.get(end.nodeId);
    if (!passage || !same(end.portId, passage.inport) || seen.has(end.nodeId)) return [];
    const further = new Set([...seen, end.nodeId]);
    return graph.connections
      .filter(({ from }) => from?.nodeId === end.nodeId && same(from.portId, passage.outport))
      .flatMap(({ to }) => targets(to, further));
  };
  const connections = graph.connections.flatMap((connection): Connection[] => {
    if (connection.from && bypassed.has(connection.from.nodeId)) return [];
    const ends = targets(connection.to, new Set());
    return ends.map((to) => (to === connection.to ? connection : { ...connection, to }));
  });
  const kept = Object.entries(graph.processes).filter(([, node]) => !bypassed.has(node.id));
  return {
    ...graph,
    processes: Object.fromEntries(kept),
    connections,
    inports: exported(graph.inports, (end) => targets(end, new Set())[0]),
    outports: exported(graph.outports, (end) => sourceOf(end)),
  };

  /** Where an outport that was exported gets its messages from now. */
  function sourceOf(end: EdgeEnd, seen: ReadonlySet<string> = new Set()): EdgeEnd | undefined {
    if (!bypassed.has(end.nodeId)) return end;
    const passage = bypassed.get(end.nodeId);
    if (!passage || !same(end.portId, passage.outport) || seen.has(end.nodeId)) return undefined;
    const into = graph.connections.find(
      ({ from, to }) => from !== null && to.nodeId === end.nodeId && same(to.portId, passage.inport),
    );
    return into?.from ? sourceOf(into.from, new Set([...seen, end.nodeId])) : undefined;
  }
}

interface Passage {
  readonly inport: string;
  readonly outport: string;
}

/** The first inport whose messages fit an outport, and that outport; undefined when there are none. */
function passageOf(node: GraphNode, components: ComponentLookup): Passage | undefined {
  const component = components.find(node.component);
  for (const { name: inport, port_type: type } of component?.inports ?? []) {
    const outport = component!.outports.find((port) => isAssignable(type, port.port_type));
    if (outport) return { inport, outport: outport.name };
  }
  return undefined;
}

function exported(
  ports: Readonly<Record<string, EdgeEnd>>,
  find: (end: EdgeEnd) => EdgeEnd | undefined,
): Record<string, EdgeEnd> {
  return Object.fromEntries(
    Object.entries(ports).flatMap(([name, end]) => {
      const found = find(end);
      if (!found) return [];
      return [
        [name, found === end ? end : { ...edgeEnd(found.nodeId, found.portId, end.portType), expose: end.expose }],
      ];
    }),
  );
}
