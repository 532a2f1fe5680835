import { connectionName, nodeTitle, type EdgeEnd, type Graph } from '#shared/graph/graph.ts';

/** What a person calls a node: its title; of one inside a node of the graph in front, also where it is in there; its id where there is none. */
export function titleIn(graph: Graph | null, node: string): string {
  const placed = placedIn(graph, node);
  if (placed === undefined) return node;
  return [nodeTitle(graph!.processes[placed]!), ...node.slice(placed.length + 1).split('/')]
    .filter(Boolean)
    .join(' / ');
}

/** The node of the graph in front that a node of the run is, or is in (N11); undefined when there is none. */
export function placedIn(graph: Graph | null, node: string): string | undefined {
  for (let id = node; id !== ''; id = id.slice(0, Math.max(0, id.lastIndexOf('/'))))
    if (graph?.processes[id]) return id;
  return undefined;
}

/** A wire as a person calls it, by the titles of its nodes: `Mean.value to Table.in`; its name where the graph in front does not have it. */
export function wireTitleIn(graph: Graph | null, name: string): string {
  const wire = graph?.connections.find((connection) => connectionName(connection) === name);
  if (!wire?.from) return name;
  const end = ({ nodeId, portId }: EdgeEnd): string => `${titleIn(graph, nodeId)}.${portId}`;
  return `${end(wire.from)} to ${end(wire.to)}`;
}
