import { isMetadata, type Graph, type GraphDependency } from '#shared/graph/graph.ts';
import { graphProperty } from '#shared/graph/subgraph/exportedPorts.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import type { GraphSource } from '../../registry/graph/graphComponent.ts';
import { findGraph, qualifiedGraph } from './findGraph.ts';
import { satisfiesConstraint } from './versionConstraint.ts';

/** What a graph says that it depends on, in both places where graphs keep it: `graphDependencies` and `properties.dependencies`. */
export function declaredDependencies(graph: Graph): GraphDependency[] {
  const { dependencies } = graph.properties;
  const named = (Array.isArray(dependencies) ? dependencies : []).flatMap((one): GraphDependency[] => {
    if (typeof one === 'string') return [{ graphName: one, required: true }];
    if (!isMetadata(one) || typeof one['graphName'] !== 'string') return [];
    return [{ graphName: one['graphName'], required: one['required'] !== false }];
  });
  const known = new Set(graph.graphDependencies.map(({ graphName }) => graphName));
  return [...graph.graphDependencies, ...named.filter(({ graphName }) => !known.has(graphName))];
}

/**
 * What is wrong with the dependencies of one graph (G6, G7): missing graphs, versions that do not fit, and circles through it.
 * @param own the graph as it is now, edits included; it stands for the one of its path in `all`
 */
export function dependencyProblems(
  graph: Graph,
  own: GraphSource | undefined,
  all: readonly GraphSource[],
): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const name = own?.name ?? graphProperty(graph, 'name') ?? 'this graph';
  for (const dependency of declaredDependencies(graph)) {
    const severity = dependency.required ? 'error' : 'warning';
    const { graphName, namespace, versionConstraint } = dependency;
    const written = namespace === undefined ? graphName : `${namespace}.${graphName}`;
    const found = findGraph(all, graphName, namespace);
    if (!found)
      problems.push({
        severity,
        message: `${name} depends on the graph ${written}, which is not in the workspace.`,
        fix: dependency.required
          ? 'Add the graph, or take it out of the dependencies.'
          : 'It is optional: add it or not.',
      });
    else if (versionConstraint !== undefined) {
      const version = graphProperty(found.graph, 'version') ?? '1.0.0';
      const fits = satisfiesConstraint(version, versionConstraint);
      if (!fits)
        problems.push({
          severity,
          message:
            fits === false
              ? `${name} needs ${written} in version ${versionConstraint}, but ${found.path} is ${version}.`
              : `${name} needs ${written} in version ${versionConstraint}, which cannot be compared with ${version}.`,
          fix: 'Change the constraint, or properties.version of the graph.',
        });
    }
  }
  // A graph that contains itself without declaring anything is told of where graphs are put into one another.
  const circle = own && declaredDependencies(graph).length > 0 ? circleThrough(own, withOwn(own, all)) : undefined;
  if (circle) problems.push(circleProblem(circle));
  return problems;
}

/** The graphs on which a graph depends: what it declares, and what its nodes are. */
export function dependenciesOf({ graph }: GraphSource, all: readonly GraphSource[]): GraphSource[] {
  const declared = declaredDependencies(graph).map(({ graphName, namespace }) => findGraph(all, graphName, namespace));
  const used = Object.values(graph.processes).map(({ component }) => findGraph(all, component, undefined));
  return [...new Set([...declared, ...used].filter((one) => one !== undefined))];
}

/** All circles of dependencies, each once, as the names of its graphs with the first again at the end. */
export function circles(all: readonly GraphSource[]): string[][] {
  const found: string[][] = [];
  const inCircle = new Set<GraphSource>();
  for (const source of all) {
    if (inCircle.has(source)) continue;
    const way = wayBack(source, all);
    if (!way) continue;
    for (const one of way) inCircle.add(one);
    found.push([...way, source].map(qualifiedGraph));
  }
  return found;
}

/** Graphs before those that depend on them; those of a circle come as they are. */
export function dependencyOrder(all: readonly GraphSource[]): GraphSource[] {
  const order: GraphSource[] = [];
  const seen = new Set<GraphSource>();
  const visit = (source: GraphSource): void => {
    if (seen.has(source)) return;
    seen.add(source);
    for (const one of dependenciesOf(source, all)) visit(one);
    order.push(source);
  };
  for (const source of all) visit(source);
  return order;
}

export function circleProblem(circle: readonly string[]): GraphProblem {
  return {
    severity: 'error',
    message: `Graphs depend on each other in a circle: ${circle.join(' → ')}.`,
    fix: 'Take one dependency out of the circle.',
  };
}

function withOwn(own: GraphSource, all: readonly GraphSource[]): GraphSource[] {
  return all.map((one) => (one.path === own.path ? own : one));
}

function circleThrough(own: GraphSource, all: readonly GraphSource[]): string[] | undefined {
  const way = wayBack(own, all);
  return way && [...way, own].map(qualifiedGraph);
}

/** The shortest way from a graph along its dependencies back to itself, without the return. */
function wayBack(start: GraphSource, all: readonly GraphSource[]): GraphSource[] | undefined {
  const before = new Map<GraphSource, GraphSource>();
  const open = [start];
  for (let at = 0; at < open.length; at++) {
    const source = open[at]!;
    for (const next of dependenciesOf(source, all)) {
      if (next === start) {
        const way = [source];
        while (way[0] !== start) way.unshift(before.get(way[0]!)!);
        return way;
      }
      if (before.has(next)) continue;
      before.set(next, source);
      open.push(next);
    }
  }
  return undefined;
}
