import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComponentDescription } from '../../actor/actor.ts';
import type { ComponentLookup } from '../componentLookup.ts';
import { connectionName, edgeEnd, emptyGraph, type Graph } from '../graph.ts';
import { validateGraph } from '../validateGraph.ts';
import { deepestNesting, expandSubgraphs } from './expandSubgraphs.ts';
import { exportedPorts } from './exportedPorts.ts';

const port = (name: string, required = true) => ({
  ...{ name, required },
  port_type: { type: 'integer' } as const,
  description: '',
});
const step = {
  inports: [port('in')],
  outports: [port('out', false)],
  awaitAllInports: null,
} as unknown as ComponentDescription;

/** A workspace of graphs, and the component Step. */
function workspace(graphs: Record<string, Graph>): ComponentLookup {
  const lookup: ComponentLookup = {
    find: (name) => {
      const graph = graphs[name];
      if (!graph) return name === 'Step' ? step : undefined;
      const inports = exportedPorts(graph, 'inports', lookup);
      return { ...step, inports, outports: exportedPorts(graph, 'outports', lookup) };
    },
    subgraph: (name) => (graphs[name] ? { id: `default.${name}`, graph: graphs[name] } : undefined),
    nearest: () => [],
    configProblems: () => [],
  };
  return lookup;
}

/** `nodes` is `id: component`, wires `a.out b.in`, an initial packet `5 a.in`. */
function graph(nodes: Record<string, string>, wires: string[] = [], ports: Partial<Graph> = {}): Graph {
  const processes = Object.entries(nodes).map(([id, component]) => [
    id,
    { id, component, metadata: {}, scriptRuntime: null },
  ]);
  const end = (text: string) => edgeEnd(...(text.split('.') as [string, string]));
  const connections = wires.map((wire) => {
    const [from, to] = wire.split(' ') as [string, string];
    const isPacket = !from.includes('.');
    return {
      from: isPacket ? null : end(from),
      to: end(to),
      metadata: {},
      ...(isPacket ? { data: Number(from) } : {}),
    };
  });
  return { ...emptyGraph('g'), processes: Object.fromEntries(processes) as Graph['processes'], connections, ...ports };
}

const pair = graph({ a: 'Step', b: 'Step' }, ['a.out b.in'], {
  inports: { enter: edgeEnd('a', 'in') },
  outports: { leave: edgeEnd('b', 'out') },
});

describe('subgraphs', () => {
  it('[N11] become their nodes, called by their paths, with wires straight to them', () => {
    const outer = graph({ p: 'Pair', end: 'Step' }, ['5 p.enter', 'p.leave end.in'], {
      outports: { all: edgeEnd('p', 'leave') },
    });
    const { graph: flat, subgraphs, wires } = expandSubgraphs(outer, workspace({ Pair: pair }));
    expect(Object.keys(flat.processes)).toEqual(['p/a', 'p/b', 'end']);
    expect(flat.connections.map(connectionName)).toEqual([
      'p/a.out to p/b.in',
      'initial packet to p/a.in',
      'p/b.out to end.in',
    ]);
    expect(flat.outports['all']).toMatchObject({ nodeId: 'p/b', portId: 'out' });
    expect(subgraphs.get('p')!.inports.get('enter')).toEqual({ node: 'p/a', port: 'in' });
    expect(wires.get('p.leave to end.in')).toBe('p/b.out to end.in');
  });

  it('[N11] lie in one another, wherever they are', () => {
    const middle = graph({ x: 'Pair', y: 'Pair' }, ['x.leave y.enter'], {
      inports: { go: edgeEnd('x', 'enter') },
      outports: { done: edgeEnd('y', 'leave') },
    });
    const outer = graph({ one: 'Middle', two: 'Middle' }, ['1 one.go', 'one.done two.go']);
    const { graph: flat } = expandSubgraphs(outer, workspace({ Pair: pair, Middle: middle }));
    expect(Object.keys(flat.processes)).toHaveLength(8);
    expect(flat.connections.map(connectionName)).toContain('one/y/b.out to two/x/a.in');
  });

  it('[N9][N11] one that is frozen to its outputs stays a node, wired as it was drawn', () => {
    const outer = graph({ p: 'Pair', q: 'Pair' }, ['5 p.enter', 'p.leave q.enter']);
    outer.processes['p']!.metadata = { pinned: { leave: 7 } };
    const { graph: flat, subgraphs } = expandSubgraphs(outer, workspace({ Pair: pair }));
    expect(Object.keys(flat.processes)).toEqual(['p', 'q/a', 'q/b']);
    expect(flat.connections.map(connectionName)).toContain('p.leave to q/a.in');
    expect([...subgraphs.keys()]).toEqual(['q']);
  });

  it('[N11] without a subgraph the graph stays the same object', () => {
    expect(expandSubgraphs(pair, workspace({})).graph).toBe(pair);
  });

  it('[N11] ports match without case where the graph that wires them says so, whatever the others say', () => {
    const inner = {
      ...graph({ a: 'Step' }, ['3 a.IN'], { inports: { Enter: edgeEnd('a', 'In') } }),
      caseSensitive: false,
    };
    const outer = { ...graph({ p: 'Inner' }, ['1 p.Enter', '2 p.enter']), caseSensitive: true };
    const { graph: flat } = expandSubgraphs(outer, workspace({ Inner: inner }));
    expect(flat.connections.map(({ data, to }) => [data, to.nodeId, to.portId])).toEqual([
      [3, 'p/a', 'in'],
      [1, 'p/a', 'in'],
    ]);
  });

  it('[N11][N12] a node hands variables, limits, stickiness and being disabled to what is in it', () => {
    const inner = graph({ a: 'Step', b: 'Step' }, [], { inports: { enter: edgeEnd('a', 'in') } });
    inner.processes['a']!.metadata = { env_vars: { KEY: 'required', OWN: 'optional' }, limits: { cpu: 1 } };
    const outer = graph({ p: 'Inner' }, ['1 p.enter']);
    outer.processes['p']!.metadata = {
      ...{ env_vars: { KEY: 'optional:x' }, limits: { cpu: 4, timeout: 3 } },
      ...{ sticky: ['enter'], disabled: true, config: { k: 1 } },
    };
    const { graph: flat } = expandSubgraphs(outer, workspace({ Inner: inner }));
    expect(flat.processes['p/a']!.metadata).toEqual({
      env_vars: { KEY: 'optional:x', OWN: 'optional' },
      limits: { cpu: 1, timeout: 3 },
      disabled: true,
    });
    expect(flat.processes['p/b']!.metadata['env_vars']).toEqual({ KEY: 'optional:x' });
    expect(flat.connections[0]!.to.metadata).toEqual({ sticky: true });
  });

  it('[N11][T3] of a shared subgraph every placement has one state: that of each node inside, under the name of the graph', () => {
    const inner = graph({ a: 'Step', b: 'Step' });
    inner.processes['b']!.metadata = { state: 'shared' };
    const middle = graph({ x: 'Inner', y: 'Inner' });
    middle.processes['y']!.metadata = { state: 'shared' };
    const outer = graph({ p: 'Middle', q: 'Middle', r: 'Middle' });
    for (const id of ['p', 'q']) outer.processes[id]!.metadata = { state: 'shared' };
    const lookup = workspace({ Inner: inner, Middle: middle });
    const named: ComponentLookup = {
      ...lookup,
      find: (name) => {
        const found = lookup.find(name);
        return found && { ...found, name };
      },
    };
    const { processes } = expandSubgraphs(outer, named).graph;
    const states = Object.fromEntries(Object.values(processes).map(({ id, metadata }) => [id, metadata['state']]));
    expect(states).toEqual({
      'p/x/a': { actor: 'Middle/x/a' },
      'p/x/b': 'shared',
      'p/y/a': { actor: 'Inner/a' },
      'p/y/b': 'shared',
      'q/x/a': { actor: 'Middle/x/a' },
      'q/x/b': 'shared',
      'q/y/a': { actor: 'Inner/a' },
      'q/y/b': 'shared',
      'r/x/a': undefined,
      'r/x/b': 'shared',
      'r/y/a': { actor: 'Inner/a' },
      'r/y/b': 'shared',
    });
  });

  it('[N11] a graph that contains itself is an error that names the circle', () => {
    const ring = workspace({ A: graph({ b: 'B' }), B: graph({ c: 'C' }), C: graph({ a: 'A' }) });
    const problems = validateGraph(graph({ start: 'A' }), ring);
    expect(problems).toEqual([
      expect.objectContaining({
        severity: 'error',
        node: 'start/b/c/a',
        message: expect.stringContaining('default.A → default.B → default.C → default.A'),
      }),
    ]);
    const self = workspace({ Self: graph({ me: 'Self' }) });
    expect(validateGraph(graph({ me: 'Self' }), self)[0]!.message).toContain('default.Self → default.Self');
  });

  it('[N11] eight graphs may lie inside one another, and no ninth', () => {
    const chain = (length: number): ComponentLookup =>
      workspace(
        Object.fromEntries(
          Array.from({ length }, (_, level) => [
            `L${level + 1}`,
            graph(level + 1 === length ? {} : { in: `L${level + 2}` }),
          ]),
        ),
      );
    expect(validateGraph(graph({ in: 'L1' }), chain(deepestNesting))).toEqual([]);
    const [problem] = validateGraph(graph({ in: 'L1' }), chain(deepestNesting + 1));
    expect(problem).toMatchObject({ severity: 'error', node: 'in/in/in/in/in/in/in/in/in' });
    expect(problem!.message).toContain('default.L8 → default.L9 are 9 graphs');
  });

  it('[N11][G7] what is wrong inside is told once, at its path, and a required port that nobody feeds is named', () => {
    const broken = graph({ a: 'Step', b: 'Missing' }, ['a.nothing b.in'], { inports: { enter: edgeEnd('a', 'in') } });
    const problems = validateGraph(graph({ p: 'Broken', q: 'Broken' }), workspace({ Broken: broken }));
    expect(problems.filter(({ message }) => message.includes('Missing'))).toEqual([
      expect.objectContaining({ node: 'p/b', message: 'In p (default.Broken): Component not found: Missing' }),
    ]);
    expect(problems.filter(({ message }) => message.includes('no outport nothing'))).toHaveLength(1);
    expect(problems.filter(({ severity }) => severity === 'warning').map(({ node }) => node)).toEqual(['p/a', 'q/a']);
  });

  it('[N11] two nodes with one path are an error', () => {
    const { problems } = expandSubgraphs(graph({ p: 'Pair', 'p/a': 'Step' }), workspace({ Pair: pair }));
    expect(problems).toEqual([expect.objectContaining({ node: 'p/a', severity: 'error' })]);
  });

  it('[N11] ports of a graph have the types inside, and are required when nothing inside feeds them', () => {
    const fed = graph({ p: 'Pair', q: 'Step' }, ['1 q.in'], {
      inports: { enter: edgeEnd('p', 'enter'), more: edgeEnd('q', 'in') },
      outports: { out: edgeEnd('p', 'leave', { type: 'string' }) },
    });
    const lookup = workspace({ Pair: pair });
    expect(exportedPorts(fed, 'inports', lookup)).toMatchObject([
      { name: 'enter', required: true, port_type: { type: 'integer' } },
      { name: 'more', required: false },
    ]);
    expect(exportedPorts(fed, 'outports', lookup)).toMatchObject([{ name: 'out', port_type: { type: 'string' } }]);
  });

  it('[N11] however graphs are nested, no wire and no packet is lost or doubled', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }), (sizes) => {
        // Each level is a chain of the level before: as many nodes as the product says, wired one after another.
        const graphs: Record<string, Graph> = { L0: pair };
        for (const [index, size] of sizes.entries()) {
          const ids = Array.from({ length: size + 1 }, (_, at) => `n${at}`);
          graphs[`L${index + 1}`] = graph(
            Object.fromEntries(ids.map((id) => [id, `L${index}`])),
            ids.slice(1).map((id, at) => `n${at}.leave ${id}.enter`),
            { inports: { enter: edgeEnd('n0', 'enter') }, outports: { leave: edgeEnd(ids.at(-1)!, 'leave') } },
          );
        }
        const outer = graph({ top: `L${sizes.length}` }, ['1 top.enter']);
        const flat = expandSubgraphs(outer, workspace(graphs)).graph;
        const count = 2 * sizes.reduce((product, size) => product * (size + 1), 1);
        expect(Object.keys(flat.processes)).toHaveLength(count);
        const wires = flat.connections.filter(({ from }) => from);
        expect(wires).toHaveLength(count - 1);
        expect(new Set(wires.map(({ from }) => from!.nodeId)).size).toBe(count - 1);
        expect(new Set(wires.map(({ to }) => to.nodeId)).size).toBe(count - 1);
      }),
    );
  });
});
