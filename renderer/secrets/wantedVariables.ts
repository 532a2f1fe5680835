import { isMetadata, nodeTitle, type Graph } from '#shared/graph/graph.ts';

/** The variables that nodes of a graph declare (N12), and which nodes do, by their titles. */
export function wantedVariables(graph: Graph | null): { name: string; nodes: string[] }[] {
  const wanted = new Map<string, string[]>();
  for (const node of Object.values(graph?.processes ?? {})) {
    const declared = node.metadata['env_vars'];
    for (const name of isMetadata(declared) ? Object.keys(declared) : [])
      wanted.set(name, [...(wanted.get(name) ?? []), nodeTitle(node)]);
  }
  return [...wanted].map(([name, nodes]) => ({ name, nodes }));
}
