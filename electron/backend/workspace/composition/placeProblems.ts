import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import type { Graph } from '#shared/graph/graph.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import { graphProperty } from '#shared/graph/subgraph/exportedPorts.ts';
import type { GraphSource } from '../../registry/graph/graphComponent.ts';
import { dependencyProblems } from './dependencies.ts';
import { readExternal, type Member } from './externalConnections.ts';
import { interfacesOf } from './interfaces.ts';

/**
 * What is wrong with a graph's place among the graphs of its workspace (G6, G7): dependencies, interfaces and external connections.
 * @param file the graph's own file among `sources`; undefined for one that is none of them
 */
export function placeProblems(
  graph: Graph,
  file: string | undefined,
  sources: readonly GraphSource[],
  components: ComponentLookup,
): GraphProblem[] {
  const known = sources.find(({ path }) => path === file);
  const own = known && { ...known, graph };
  const source = own ?? { path: '', name: graphProperty(graph, 'name') ?? 'this graph', namespace: 'default', graph };
  const memberOf = (one: GraphSource): Member => ({
    id: one.name,
    source: one,
    interfaces: interfacesOf(one, components),
  });
  const owner = memberOf(source);
  const external = graph.externalConnections.flatMap((written) => {
    const read = readExternal(written, owner, { sources, components, memberOf });
    return 'message' in read ? [read] : [];
  });
  return [...dependencyProblems(graph, own, sources), ...owner.interfaces.problems, ...external];
}
