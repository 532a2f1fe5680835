import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import { edgeEnd, emptyGraph, type Connection, type Graph } from '#shared/graph/graph.ts';
import type { ComposedWorkspace } from '#shared/rpc/results.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import type { GraphSource } from '../../registry/graph/graphComponent.ts';
import { suggestConnections } from './autoConnections.ts';
import { circleProblem, circles, declaredDependencies, dependencyOrder, dependencyProblems } from './dependencies.ts';
import { readExternal, type InnerEnd, type Member } from './externalConnections.ts';
import { qualifiedGraph } from './findGraph.ts';
import { interfacesOf } from './interfaces.ts';

export interface CompositionOptions {
  readonly sources: readonly GraphSource[];
  readonly components: ComponentLookup;
  /** The component that the graph of a path is in the registry. */
  componentOf(path: string): string;
  /** Wires the suggestions, too, the surest first, each inport once. */
  readonly autoConnect: boolean;
}

/**
 * Composes graphs of a workspace into one (G6): each graph that is in no other becomes a node, and external connections become wires between the
 * nodes inside them. Pure: it reads and changes nothing.
 */
export function composeWorkspace(options: CompositionOptions): ComposedWorkspace {
  const { sources, components, autoConnect } = options;
  const problems: GraphProblem[] = [];
  const order = dependencyOrder(sources);
  const used = new Set(order.flatMap(({ graph }) => Object.values(graph.processes).map(({ component }) => component)));
  const isInner = (source: GraphSource): boolean => used.has(source.name) || used.has(qualifiedGraph(source));
  const members = order
    .filter((source) => !isInner(source))
    .map((source): Member => ({ id: idOf(source, sources), source, interfaces: interfacesOf(source, components) }));
  for (const { interfaces } of members) problems.push(...interfaces.problems);
  for (const source of order) problems.push(...dependencyProblems(source.graph, undefined, sources).map(named(source)));
  problems.push(...circles(sources).map(circleProblem));

  const connections: Connection[] = [];
  const memberOf = (target: GraphSource) => members.find(({ source }) => source === target);
  for (const member of members)
    for (const external of member.source.graph.externalConnections) {
      const read = readExternal(external, member, { sources, components, memberOf });
      if ('message' in read) problems.push(read);
      else connections.push(wireBetween(read.from, read.to));
    }
  const suggestions = suggestConnections(
    members.map(({ id, interfaces }) => ({ id, provided: interfaces.provided, required: interfaces.required })),
  ).filter(({ toGraph, toInterface }) => !isWired(endOf(members, toGraph, toInterface, 'required'), connections));
  if (autoConnect)
    for (const { fromGraph, fromInterface, toGraph, toInterface } of suggestions) {
      const to = endOf(members, toGraph, toInterface, 'required');
      if (isWired(to, connections)) continue;
      connections.push(wireBetween(endOf(members, fromGraph, fromInterface, 'provided'), to));
    }
  for (const member of members)
    for (const one of member.interfaces.required)
      if (one.required && !isFed(member, one.process, one.port, connections))
        problems.push({
          severity: 'warning',
          node: member.id,
          port: one.name,
          message: `Nothing feeds ${one.name}, which ${member.id} requires.`,
          fix: 'Connect the output of another graph to it.',
        });
  return {
    graphs: order.map((source) => {
      const member = members.find((one) => one.source === source);
      const { provided, required } = member?.interfaces ?? interfacesOf(source, components);
      const { path, name, namespace, graph } = source;
      return {
        path,
        name,
        namespace,
        node: member?.id ?? null,
        dependencies: declaredDependencies(graph),
        provided: [...provided],
        required: [...required],
      };
    }),
    namespaces: namespacesOf(sources),
    suggestions,
    problems,
    graph: composedGraph(members, connections, options),
  };
}

function composedGraph(
  members: readonly Member[],
  connections: Connection[],
  { componentOf }: CompositionOptions,
): Graph {
  const processes = members.map(({ id, source }) => [
    id,
    { id, component: componentOf(source.path), metadata: {}, scriptRuntime: null },
  ]);
  return { ...emptyGraph('workspace'), processes: Object.fromEntries(processes) as Graph['processes'], connections };
}

function endOf(members: readonly Member[], id: string, name: string, side: 'provided' | 'required'): InnerEnd {
  const member = members.find((one) => one.id === id)!;
  const { process, port } = member.interfaces[side].find((one) => one.name === name)!;
  return { member, process, port };
}

function wireBetween(from: InnerEnd, to: InnerEnd): Connection {
  return { from: edgeEnd(pathOf(from), from.port), to: edgeEnd(pathOf(to), to.port), metadata: {} };
}

function pathOf({ member, process }: InnerEnd): string {
  return `${member.id}/${process}`;
}

function isWired(end: InnerEnd, connections: readonly Connection[]): boolean {
  return isFedFrom(pathOf(end), end.port, connections);
}

function isFed(member: Member, process: string, port: string, connections: readonly Connection[]): boolean {
  return (
    isFedFrom(process, port, member.source.graph.connections) || isFedFrom(`${member.id}/${process}`, port, connections)
  );
}

function isFedFrom(node: string, port: string, connections: readonly Connection[]): boolean {
  const name = port.toLowerCase();
  return connections.some(({ to }) => to.nodeId === node && to.portId.toLowerCase() === name);
}

function idOf(source: GraphSource, all: readonly GraphSource[]): string {
  const others = all.filter((one) => one !== source);
  if (others.every(({ name }) => name !== source.name)) return source.name;
  const qualified = qualifiedGraph(source);
  return others.every((one) => qualifiedGraph(one) !== qualified) ? qualified : source.path.replaceAll('/', '.');
}

function named(source: GraphSource): (problem: GraphProblem) => GraphProblem {
  return (problem) => ({ ...problem, message: `${source.path}: ${problem.message}` });
}

function namespacesOf(sources: readonly GraphSource[]): Record<string, string[]> {
  const namespaces: Record<string, string[]> = {};
  for (const { namespace, name } of sources) (namespaces[namespace] ??= []).push(name);
  return namespaces;
}
