import { nodeTitle, type Graph } from '#shared/graph/graph.ts';

/** What a person calls a node: its title, or its id where the graph in front does not have it. */
export function titleIn(graph: Graph | null, node: string): string {
  const placed = graph?.processes[node];
  return placed ? nodeTitle(placed) : node;
}
