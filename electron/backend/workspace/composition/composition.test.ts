import { describe, expect, it } from 'vitest';
import type { ComponentDescription, PortDefinition } from '#shared/actor/actor.ts';
import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import { connectionName, type Graph } from '#shared/graph/graph.ts';
import { parsePortType } from '#shared/actor/portType.ts';
import { readGraph } from '#shared/graph/readGraph.ts';
import { exportedPorts } from '#shared/graph/subgraph/exportedPorts.ts';
import { expandSubgraphs } from '#shared/graph/subgraph/expandSubgraphs.ts';
import type { GraphSource } from '../../registry/graph/graphComponent.ts';
import { areSimilar, confidenceIn } from './autoConnections.ts';
import { composeWorkspace } from './composeWorkspace.ts';
import { circles, declaredDependencies, dependencyOrder, dependencyProblems } from './dependencies.ts';
import { graphNamespace } from './namespaces.ts';

const port = (name: string, type: string, required = true): PortDefinition => ({
  ...{ name, required, description: '' },
  port_type: parsePortType(type)!,
});
/** A component `integer-float` takes integers on `in` and sends floats on `out`. */
function describeStep(name: string): ComponentDescription | undefined {
  const [input, output] = name.split('-');
  if (!input || !output) return undefined;
  return { inports: [port('in', input)], outports: [port('out', output, false)] } as unknown as ComponentDescription;
}
function lookupOf(sources: readonly GraphSource[]): ComponentLookup {
  const lookup: ComponentLookup = {
    find: (name) => {
      const graph = lookup.subgraph!(name)?.graph;
      if (!graph) return describeStep(name);
      const [inports, outports] = [exportedPorts(graph, 'inports', lookup), exportedPorts(graph, 'outports', lookup)];
      return { inports, outports } as unknown as ComponentDescription;
    },
    subgraph: (name) => {
      const found = sources.find((one) => name === one.name || name === `${one.namespace}.${one.name}`);
      return found && { id: name, graph: found.graph };
    },
    nearest: () => [],
    configProblems: () => [],
  };
  return lookup;
}
/** A graph of one node `step`, whose ports it exports under names. */
function source(
  path: string,
  component: string,
  more: object = {},
  ports: { in?: string; out?: string } = {},
): GraphSource {
  const graph: Graph = readGraph({
    processes: { step: { component } },
    connections: [],
    ...(ports.in ? { inports: { [ports.in]: { nodeId: 'step', portId: 'in' } } } : {}),
    ...(ports.out ? { outports: { [ports.out]: { nodeId: 'step', portId: 'out' } } } : {}),
    ...more,
  });
  const name = /([^/]+)\.graph\.json$/.exec(path)![1]!;
  return { path, name, namespace: graphNamespace(path, 'FolderStructure'), graph };
}
const compose = (sources: GraphSource[], autoConnect = false) =>
  composeWorkspace({
    ...{ sources, autoConnect, components: lookupOf(sources) },
    componentOf: (path) => {
      const { namespace, name } = sources.find((one) => one.path === path)!;
      return `${namespace}.${name}`;
    },
  });

describe('namespaces of graphs', () => {
  it.each([
    ['ml/training/trainer.graph.json', 'FolderStructure', 'ml.training'],
    ['trainer.graph.json', 'FolderStructure', 'default'],
    ['ml/training/trainer.graph.json', 'Flatten', 'default'],
    ['ml/data_loader.graph.yaml', 'FileBasedPrefix', 'data'],
    ['ml/loader.v2.graph.json', 'FileBasedPrefix', 'loader'],
  ] as const)('[G6] that of %s by %s is %s', (path, strategy, namespace) => {
    expect(graphNamespace(path, strategy)).toBe(namespace);
  });
});

describe('dependencies of graphs', () => {
  const dependsOn = (...graphs: (string | object)[]) => ({ graphDependencies: graphs });

  it('[G6] are read from both places where graphs keep them', () => {
    const { graph } = source('a.graph.json', 'any-any', {
      ...dependsOn({
        graphName: 'b',
        namespace: 'x',
        versionConstraint: '^1.0.0',
        required: false,
        description: 'why',
      }),
      properties: { dependencies: ['c', 'b', { graphName: 'd', required: false }] },
    });
    expect(declaredDependencies(graph)).toEqual([
      { graphName: 'b', namespace: 'x', versionConstraint: '^1.0.0', required: false, description: 'why' },
      { graphName: 'c', required: true },
      { graphName: 'd', required: false },
    ]);
  });

  it('[G7] that are missing or of another version are told: errors where they are required, else warnings', () => {
    const b = source('x/b.graph.json', 'any-any', { properties: { version: '2.1.0' } });
    const problemsOf = (dependency: object) => {
      const a = source('a.graph.json', 'any-any', dependsOn(dependency));
      return dependencyProblems(a.graph, a, [a, b]).map(({ severity, message }) => `${severity}: ${message}`);
    };
    expect(problemsOf({ graphName: 'b', namespace: 'x', versionConstraint: '^2.0.0' })).toEqual([]);
    expect(problemsOf({ graphName: 'x/b' })).toEqual([]);
    expect(problemsOf({ graphName: 'b', namespace: 'y' })).toEqual([
      'error: a depends on the graph y.b, which is not in the workspace.',
    ]);
    expect(problemsOf({ graphName: 'none', required: false })).toEqual([expect.stringMatching(/^warning: .*none/)]);
    expect(problemsOf({ graphName: 'b', versionConstraint: '~1.4' })).toEqual([
      'error: a needs b in version ~1.4, but x/b.graph.json is 2.1.0.',
    ]);
    expect(problemsOf({ graphName: 'b', versionConstraint: 'newest' })).toEqual([
      expect.stringContaining('cannot be compared'),
    ]);
  });

  it('[G6] in a circle are told with the circle, once; the others have an order', () => {
    const a = source('a.graph.json', 'any-any', dependsOn('b'));
    const b = source('b.graph.json', 'default.c');
    const c = source('c.graph.json', 'any-any', { properties: { dependencies: ['a'] } });
    const d = source('d.graph.json', 'any-any', dependsOn('a'));
    expect(circles([a, b, c, d])).toEqual([['default.a', 'default.b', 'default.c', 'default.a']]);
    // What is edited here is another object than what the catalogue holds.
    expect(dependencyProblems(a.graph, { ...a }, [a, b, c]).map(({ message }) => message)).toEqual([
      'Graphs depend on each other in a circle: default.a → default.b → default.c → default.a.',
    ]);
    const e = source('e.graph.json', 'any-any', dependsOn('d'));
    const order = dependencyOrder([e, d, source('a.graph.json', 'any-any')]).map(({ name }) => name);
    expect(order).toEqual(['a', 'd', 'e']);
    const problems = compose([a, b, c, d]).problems.filter(({ message }) => message.includes('circle'));
    expect(problems).toHaveLength(1);
  });
});

describe('suggested connections', () => {
  const type = (text: string) => parsePortType(text)!;
  it.each([
    ['total', 'integer', 'total', 'integer', 1],
    ['total', 'integer', 'x', 'integer', 0.8],
    ['total', 'integer', 'Total_', 'float', 0.8],
    ['total', 'integer', 'x', 'float', 0.6],
    ['total', 'any', 'total', 'integer', 0.5],
    ['total', 'any', 'x', 'integer', 0.3],
    ['total', 'string', 'total', 'integer', 0],
  ])('[G6] %s (%s) to %s (%s) has the confidence %d', (output, outputType, input, inputType, confidence) => {
    const found = confidenceIn({ name: output, type: type(outputType) }, { name: input, type: type(inputType) });
    expect(found).toBe(confidence);
  });

  it.each([
    ['processed_data', 'processedData', true],
    ['data', 'raw_data', true],
    ['temperature', 'temperatur', true],
    ['out', 'in', false],
    ['rows', 'model', false],
  ])('[G6] the names %s and %s are similar: %s', (one, other, similar) => {
    expect(areSimilar(one, other)).toBe(similar);
  });
});

describe('a composed workspace', () => {
  const external = (more: object = {}) => ({
    connectionId: 'c1',
    ...{ targetGraph: 'sink', fromProcess: 'step', fromPort: 'out', toProcess: 'step', toPort: 'in', ...more },
  });
  const sink = source('parts/sink.graph.json', 'float-any', {}, { in: 'numbers' });

  it('[G6] wires external connections between nodes inside graphs', () => {
    const start = source('start.graph.json', 'any-integer', {
      externalConnections: [external({ targetNamespace: 'parts' })],
    });
    const composed = compose([start, sink]);
    expect(composed.problems).toEqual([]);
    const flat = expandSubgraphs(composed.graph, lookupOf([start, sink])).graph;
    expect(Object.keys(flat.processes).toSorted()).toEqual(['sink/step', 'start/step']);
    expect(flat.connections.map(connectionName)).toEqual(['start/step.out to sink/step.in']);
    expect(composed.namespaces).toEqual({ default: ['start'], parts: ['sink'] });
  });

  it('[G6] tells of external connections that lead nowhere or do not fit, and of requirements that nothing meets', () => {
    const messages = (connection: object, component = 'any-integer') => {
      const start = source('start.graph.json', component, { externalConnections: [connection] });
      return compose([start, sink])
        .problems.filter(({ severity }) => severity === 'error')
        .map(({ message }) => message);
    };
    expect(messages(external({ targetGraph: 'nowhere' }))[0]).toContain('there is no graph nowhere');
    expect(messages(external({ toPort: 'none' }))[0]).toContain('sink has no inport step.none');
    expect(messages(external(), 'any-string')[0]).toMatch(/^External connection c1 of start: .*string.*float/);
    const alone = compose([sink]).problems;
    expect(alone).toEqual([
      expect.objectContaining({
        severity: 'warning',
        node: 'sink',
        port: 'numbers',
        message: expect.stringContaining('sink requires'),
      }),
    ]);
  });

  it('[G6] has provided and required interfaces, suggests what might be wired, and wires it when asked', () => {
    const start = source(
      'start.graph.json',
      'any-integer',
      {
        providedInterfaces: { count: { interfaceId: 'count', processName: 'step', portName: 'out', required: false } },
      },
      { out: 'same_port' },
    );
    const wanting = source('end.graph.json', 'float-any', {
      requiredInterfaces: {
        counts: { interface_id: 'counts', process_name: 'step', port_name: 'in', data_type: 'integer' },
        lost: { interfaceId: 'lost', processName: 'gone', portName: 'in' },
      },
    });
    const composed = compose([start, wanting]);
    expect(composed.graphs.find(({ name }) => name === 'start')!.provided).toEqual([
      { name: 'count', process: 'step', port: 'out', type: { type: 'integer' }, required: false },
    ]);
    expect(composed.suggestions).toEqual([
      { fromGraph: 'start', fromInterface: 'count', toGraph: 'end', toInterface: 'counts', confidence: 1 },
    ]);
    expect(composed.graph.connections).toEqual([]);
    expect(composed.problems.map(({ message }) => message).join()).toContain('lost of default.end names gone.in');
    const connected = compose([start, wanting], true);
    expect(connected.graph.connections.map(connectionName)).toEqual(['start/step.out to end/step.in']);
  });

  it('[G6] graphs that are part of another are no nodes of their own, and graphs of one name are told apart', () => {
    const outer = source('outer.graph.json', 'parts.sink');
    const twin = source('other/outer.graph.json', 'any-any');
    const { graph, graphs } = compose([outer, twin, sink]);
    expect(Object.keys(graph.processes).toSorted()).toEqual(['default.outer', 'other.outer']);
    expect(graphs.find(({ name }) => name === 'sink')!.node).toBeNull();
  });
});
