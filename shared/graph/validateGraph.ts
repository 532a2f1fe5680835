import type { ComponentDescription, PortDefinition } from '../actor/actor.ts';
import type { GraphProblem } from '../rpc/live.ts';
import { connectionName, nodeConfig, type Connection, type Graph, type GraphNode } from './graph.ts';
import { isAssignable, whyNotAssignable } from './portType.ts';

/** What validation asks about the outside. */
export interface ComponentLookup {
  find(name: string): ComponentDescription | undefined;
  /** Names like `name`, best first. */
  nearest(name: string): string[];
  /** What does not fit a component's config schema, each a sentence; empty when all fits. */
  configProblems(component: ComponentDescription, config: unknown): string[];
}

/** Everything that is wrong with a graph, at once (G7). */
export function validateGraph(graph: Graph, components: ComponentLookup): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const described = new Map<string, ComponentDescription>();
  for (const node of Object.values(graph.processes)) {
    const component = components.find(node.component);
    if (component) described.set(node.id, component);
    else problems.push(unknownComponent(node, components.nearest(node.component)));
    if (component)
      for (const message of components.configProblems(component, nodeConfig(node)))
        problems.push({
          severity: 'error',
          node: node.id,
          message: `Config of ${node.id}: ${message}`,
          fix: 'Change it in the inspector.',
        });
  }
  for (const connection of graph.connections) problems.push(...connectionProblems(graph, connection, described));
  for (const side of ['inports', 'outports'] as const)
    for (const [name, end] of Object.entries(graph[side]))
      if (!graph.processes[end.nodeId])
        problems.push({
          severity: 'error',
          port: name,
          message: `Exported port ${name} belongs to node ${end.nodeId}, which is not in the graph.`,
          fix: 'Remove the exported port or add the node.',
        });
  problems.push(...neverFiring(graph, described));
  return problems;
}

function unknownComponent(node: GraphNode, nearest: string[]): GraphProblem {
  return {
    severity: 'error',
    node: node.id,
    message: `Component not found: ${node.component}`,
    fix: nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : 'Add a file that declares it to the workspace.',
  };
}

/** Whether a graph with this problem must not start: there would be no node, or nothing to run it with. */
export function preventsRun(problem: GraphProblem): boolean {
  return problem.severity === 'error' && problem.port === undefined;
}

/** The port of that name; without case where the graph says so (G2). */
export function findPort(
  ports: readonly PortDefinition[],
  name: string,
  caseSensitive: boolean,
): PortDefinition | undefined {
  const exact = ports.find((port) => port.name === name);
  if (exact || caseSensitive) return exact;
  return ports.find((port) => port.name.toLowerCase() === name.toLowerCase());
}

function connectionProblems(
  graph: Graph,
  connection: Connection,
  described: ReadonlyMap<string, ComponentDescription>,
): GraphProblem[] {
  const name = connectionName(connection);
  const problems: GraphProblem[] = [];
  const report = (message: string, fix: string, node?: string, port?: string): void =>
    void problems.push({
      severity: 'error',
      connection: name,
      ...(node ? { node } : {}),
      ...(port ? { port } : {}),
      message,
      fix,
    });
  const find = (end: Connection['to'], side: 'inports' | 'outports'): PortDefinition | undefined => {
    if (!graph.processes[end.nodeId]) {
      report(`Wire ${name}: there is no node ${end.nodeId}.`, 'Delete the wire or add the node.');
      return undefined;
    }
    const component = described.get(end.nodeId);
    if (!component) return undefined;
    if (side === 'outports' && end.portId.toLowerCase() === 'error') return undefined;
    const port = findPort(component[side], end.portId, graph.caseSensitive);
    if (port) return port;
    const there = component[side].map((one) => one.name).join(', ') || 'none';
    const word = side === 'inports' ? 'inport' : 'outport';
    report(
      `Wire ${name}: ${end.nodeId} has no ${word} ${end.portId}.`,
      `Delete the wire or use one of its ${word}s: ${there}.`,
      end.nodeId,
      end.portId,
    );
    return undefined;
  };
  const from = connection.from && find(connection.from, 'outports');
  const to = find(connection.to, 'inports');
  if (from && to && !isAssignable(from.port_type, to.port_type))
    report(
      `Wire ${name}: ${whyNotAssignable(from.port_type, to.port_type)}.`,
      'Put a node between that converts it.',
      connection.to.nodeId,
      to.name,
    );
  return problems;
}

/**
 * Nodes that can never fire (N2): a required inport that nothing feeds, or a circle of nodes that wait for each other only. Found
 * as the rest of a fixed point: a node can fire when all that it needs is fed by initial packets or by nodes that can fire.
 */
function neverFiring(graph: Graph, described: ReadonlyMap<string, ComponentDescription>): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const key = (name: string): string => (graph.caseSensitive ? name : name.toLowerCase());
  const feeders = new Map<string, Map<string, (string | null)[]>>();
  for (const { from, to } of graph.connections) {
    const ports = feeders.get(to.nodeId) ?? new Map<string, (string | null)[]>();
    feeders.set(to.nodeId, ports.set(key(to.portId), [...(ports.get(key(to.portId)) ?? []), from?.nodeId ?? null]));
  }
  for (const end of Object.values(graph.inports)) {
    const ports = feeders.get(end.nodeId) ?? new Map<string, (string | null)[]>();
    feeders.set(end.nodeId, ports.set(key(end.portId), [...(ports.get(key(end.portId)) ?? []), null]));
  }
  const waiting = new Map<string, ComponentDescription>();
  for (const [id, component] of described) {
    const fed = feeders.get(id);
    const unfed = component.inports.filter((port) => port.required && !fed?.has(key(port.name)));
    const anyFires = component.awaitAllInports === false && fed !== undefined;
    if (unfed.length > 0 && !anyFires) {
      for (const port of unfed)
        problems.push({
          severity: 'warning',
          node: id,
          port: port.name,
          message: `${id} never fires: nothing feeds its required inport ${port.name}.`,
          fix: `Wire something to ${port.name}, give it an initial packet, or make it optional.`,
        });
    } else waiting.set(id, component);
  }
  const firing = new Set<string>([...Object.keys(graph.processes)].filter((id) => !described.has(id)));
  for (let changed = true; changed;) {
    changed = false;
    for (const [id, component] of waiting) {
      const ports = [...(feeders.get(id) ?? [])];
      const counts = ports.filter(([port]) => {
        if (component.awaitAllInports === true) return true;
        return component.inports.some((inport) => key(inport.name) === port && inport.required);
      });
      const canBeFed = ([, sources]: [string, (string | null)[]]): boolean =>
        sources.some((source) => source === null || firing.has(source));
      const needed = component.awaitAllInports === false || counts.length === 0 ? [] : counts;
      if (ports.length > 0 && needed.length === 0 ? !ports.some(canBeFed) : !needed.every(canBeFed)) continue;
      firing.add(id);
      waiting.delete(id);
      changed = true;
    }
  }
  for (const id of waiting.keys()) {
    const circle = findCircle(
      id,
      (node) =>
        [...(feeders.get(node)?.values() ?? [])].flat().filter((one) => one !== null && waiting.has(one)) as string[],
    );
    if (circle)
      problems.push({
        severity: 'warning',
        node: id,
        message: `${id} can only wait for itself: ${circle.join(' → ')}.`,
        fix: 'Give one node of the circle an initial packet or an optional inport.',
      });
  }
  return problems;
}

/** A way from a node back to itself, following the sources; undefined when there is none. Written in the direction of flow. */
function findCircle(start: string, sourcesOf: (node: string) => string[]): string[] | undefined {
  const reachedFrom = new Map<string, string>();
  const open = [start];
  while (open.length > 0) {
    const node = open.shift()!;
    for (const source of sourcesOf(node)) {
      if (source === start) {
        const circle = [start, node];
        for (let at = node; at !== start;) circle.push((at = reachedFrom.get(at)!));
        return circle;
      }
      if (reachedFrom.has(source)) continue;
      reachedFrom.set(source, node);
      open.push(source);
    }
  }
  return undefined;
}
