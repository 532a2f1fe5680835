import type { ComponentDescription, PortDefinition } from '../actor/actor.ts';
import { parseSize } from '../actor/limits.ts';
import { mistypedSettings } from '../actor/typingErrors.ts';
import type { GraphProblem } from './graphProblem.ts';
import type { ComponentLookup } from './componentLookup.ts';
import { findPort } from './findPort.ts';
import { connectionName, isMetadata, nodeConfig, type Connection, type Graph, type GraphNode } from './graph.ts';
import { neverFiring } from './neverFiring.ts';
import { own } from './own.ts';
import { isAssignable, whyNotAssignable } from '../actor/portType.ts';
import { expandSubgraphs } from './subgraph/expandSubgraphs.ts';
import { whyNotFitting } from './valueType.ts';

export { findPort } from './findPort.ts';

/** Everything that is wrong with a graph, at once (G7), and with the graphs inside it (N11): their nodes are named by their paths. */
export function validateGraph(graph: Graph, components: ComponentLookup): GraphProblem[] {
  const expansion = expandSubgraphs(graph, components);
  const problems = [...levelProblems(graph, components), ...expansion.problems];
  const seen = new Set<string>();
  for (const { path, subgraph } of expansion.subgraphs.values()) {
    if (seen.has(subgraph.id)) continue;
    seen.add(subgraph.id);
    for (const problem of levelProblems(subgraph.graph, components))
      problems.push({
        ...problem,
        node: problem.node === undefined ? path : `${path}/${problem.node}`,
        message: `In ${path} (${subgraph.id}): ${problem.message}`,
      });
  }
  return [...problems, ...neverFiring(expansion.graph, descriptionsOf(expansion.graph, components))];
}

function descriptionsOf(graph: Graph, components: ComponentLookup): Map<string, ComponentDescription> {
  const described = new Map<string, ComponentDescription>();
  for (const node of Object.values(graph.processes)) {
    const component = components.find(node.component);
    if (component) described.set(node.id, component);
  }
  return described;
}

/** What is wrong with the nodes, wires and exported ports of one graph. */
function levelProblems(graph: Graph, components: ComponentLookup): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const described = descriptionsOf(graph, components);
  for (const node of Object.values(graph.processes)) {
    const component = described.get(node.id);
    problems.push(...variableProblems(node), ...reservedProblems(node));
    if (!component) problems.push(unknownComponent(node, components.nearest(node.component)));
    else problems.push(...settingProblems(node, component, components));
  }
  for (const connection of graph.connections) problems.push(...connectionProblems(graph, connection, described));
  for (const side of ['inports', 'outports'] as const)
    for (const [name, end] of Object.entries(graph[side])) {
      const component = described.get(end.nodeId);
      const isError = side === 'outports' && end.portId.toLowerCase() === 'error';
      if (!own(graph.processes, end.nodeId))
        problems.push({
          severity: 'error',
          port: name,
          message: `Exported port ${name} belongs to node ${end.nodeId}, which is not in the graph.`,
          fix: 'Remove the exported port or add the node.',
        });
      else if (component && !isError && !findPort(component[side], end.portId, graph.caseSensitive))
        problems.push({
          severity: 'error',
          port: name,
          message: `Exported port ${name}: ${end.nodeId} has no ${side === 'inports' ? 'inport' : 'outport'} ${end.portId}.`,
          fix: 'Remove the exported port or export another one.',
        });
    }
  return problems;
}

/** What of a node's config does not fit its component (G8), or is written otherwise than the component knows it. */
function settingProblems(
  node: GraphNode,
  component: ComponentDescription,
  components: ComponentLookup,
): GraphProblem[] {
  const config = nodeConfig(node);
  const problem = (severity: GraphProblem['severity'], message: string, fix: string): GraphProblem => ({
    ...{ severity, node: node.id, message: `Config of ${node.id}: ${message}`, fix },
  });
  return [
    ...components
      .configProblems(component, config)
      .map((message) => problem('error', message, 'Change it in the inspector.')),
    ...mistypedSettings(component.configSchema, config).map(([written, meant]) =>
      problem('warning', `${component.name} knows no ${written}.`, `Did you mean ${meant}?`),
    ),
  ];
}

/** `env_vars` that cannot be read (N12): whoever wrote them meant something by them. */
function variableProblems({ id, metadata }: GraphNode): GraphProblem[] {
  const declared = metadata['env_vars'];
  if (declared === undefined || declared === null) return [];
  const fix = 'Write {"KEY": "required"}, "optional", or "optional:default".';
  const problem = (message: string): GraphProblem => ({ severity: 'error', node: id, message, fix });
  if (!isMetadata(declared)) return [problem(`The env_vars of ${id} are no object.`)];
  const wrong = Object.entries(declared).filter(
    ([name, rule]) => !/^[A-Za-z_]\w*$/.test(name) || !/^(required|optional(:[^]*)?)$/.test(String(rule)),
  );
  return wrong.map(([name]) => problem(`The environment variable ${name} of ${id} cannot be read.`));
}

/** Limits and kinds of state that cannot be read (G8): they would count as not given. */
function reservedProblems({ id, metadata: { limits, state } }: GraphNode): GraphProblem[] {
  const problem = (message: string, fix: string): GraphProblem => ({ severity: 'warning', node: id, message, fix });
  const problems: GraphProblem[] = [];
  if (limits !== undefined && limits !== null) {
    const wrong = isMetadata(limits)
      ? Object.entries(limits)
          .filter(([name, value]) => !isLimit(name, value))
          .map(([name]) => name)
      : [''];
    for (const name of wrong)
      problems.push(
        problem(
          `The ${name === '' ? 'limits' : `limit ${name}`} of ${id} cannot be read.`,
          'Write {"memory": "256MB", "cpu": 0.5, "timeout": 10}.',
        ),
      );
  }
  if (state !== undefined && state !== null && state !== 'node' && state !== 'shared')
    problems.push(problem(`The state of ${id} is neither "node" nor "shared".`, 'Choose one of them.'));
  return problems;
}

function isLimit(name: string, value: unknown): boolean {
  if (name !== 'memory' && name !== 'cpu' && name !== 'timeout') return false;
  if (typeof value !== 'number' && (name !== 'memory' || typeof value !== 'string')) return false;
  return (parseSize(value) ?? 0) > 0;
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
    if (!own(graph.processes, end.nodeId)) {
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
  const misfit = to && connection.data !== undefined && whyNotFitting(connection.data, to.port_type);
  if (to && misfit) report(`The ${name}: ${misfit}.`, 'Change its value, or delete it.', connection.to.nodeId, to.name);
  return problems;
}
