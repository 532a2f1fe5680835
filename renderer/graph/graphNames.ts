import type { Graph } from '#shared/graph/graph.ts';

/** What a graph may be called in state, logs and records (C2, T3): by its file's stem, its path, or the name that it gives itself. */
export function namesOfGraph(path: string, graph: Graph): string[] {
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.graph\.(json|ya?ml)$/, '');
  return [stem, path, graph.properties['name']].filter((name) => typeof name === 'string');
}
