import { describe, expect, it } from 'vitest';
import { component } from '../actor/componentFixture.ts';
import type { ComponentLookup } from './componentLookup.ts';
import { nodeConfig, nodeLayout, nodeTitle, type Graph, type Metadata } from './graph.ts';
import type { Value } from '../message/message.ts';
import { applyEdits, EditConflict, invertEdits } from './graphEdit.ts';
import { diffGraphs, mergeGraphs, sameGraph } from './mergeGraphs.ts';
import { formatPortType, isAssignable, parsePortType } from '../actor/portType.ts';
import { GraphFormatError, readGraph } from './readGraph.ts';
import { validateGraph } from './validateGraph.ts';
import { writeGraph } from './writeGraph.ts';

const snake = {
  case_sensitive: true,
  properties: { name: 'snake' },
  processes: {
    a: { component: 'A', script_runtime: 'Python', metadata: { x: 1 } },
    b: { id: 'b', component: 'B', future: 7 },
  },
  connections: [
    { from: { node_id: 'a', port_id: 'out' }, to: { node_id: 'b', port_name: 'in' } },
    { from: {}, to: { node_id: 'a', port_id: 'in' }, data: { type: 'Integer', data: 42 } },
  ],
  new_key: [1, 2],
};

describe('graph files', () => {
  it('[G2] reads snake_case, missing ids and ports, and keeps unknown keys', () => {
    const graph = readGraph(snake);
    expect(graph.caseSensitive).toBe(true);
    expect(graph.processes['a']).toMatchObject({ id: 'a', scriptRuntime: 'python' });
    expect(graph.connections[0]).toMatchObject({
      from: { nodeId: 'a', portId: 'out', portName: 'out' },
      to: { portId: 'in' },
    });
    expect(graph.connections[1]).toMatchObject({ from: null, data: { type: 'Integer', data: 42 } });
    const written = JSON.parse(writeGraph(graph)) as Record<string, Record<string, unknown>>;
    expect(written['new_key']).toEqual([1, 2]);
    expect(written['processes']!['b']).toMatchObject({ future: 7 });
  });

  it('[G2] reads FBP graphs', () => {
    const graph = readGraph({
      processes: {
        Read: { component: 'ReadFile', metadata: { x: 36, y: 72, label: 'Lines', icon: 'file', encoding: 'utf8' } },
        Show: { component: 'Display', metadata: { x: 216, y: 72 } },
      },
      connections: [
        { src: { process: 'Read', port: 'out' }, tgt: { process: 'Show', port: 'in' } },
        { data: 'file.txt', tgt: { process: 'Read', port: 'source' } },
      ],
      inports: { file: { process: 'Read', port: 'source' } },
    });
    expect(graph.connections[0]!.from).toMatchObject({ nodeId: 'Read', portId: 'out' });
    expect(graph.connections[1]).toMatchObject({ from: null, data: 'file.txt' });
    expect(graph.inports['file']).toMatchObject({ nodeId: 'Read', portId: 'source' });
    const { Read, Show } = graph.processes;
    expect([nodeConfig(Read!), nodeConfig(Show!)]).toEqual([{ encoding: 'utf8' }, {}]);
    expect([nodeLayout(Read!), nodeTitle(Read!)]).toEqual([{ x: 36, y: 72, title: 'Lines', icon: 'file' }, 'Lines']);
  });

  it('[G1] writes the full camelCase form, and reads it back to the same graph and the same bytes', () => {
    const graph = readGraph(snake);
    const text = writeGraph(graph);
    expect(text).toContain('"scriptRuntime": "python"');
    expect(text).toContain('"portType": {');
    for (const key of [
      'caseSensitive',
      'graphDependencies',
      'externalConnections',
      'providedInterfaces',
      'requiredInterfaces',
    ])
      expect(text).toContain(`"${key}":`);
    const again = readGraph(JSON.parse(text));
    expect(sameGraph(again, graph)).toBe(true);
    expect(writeGraph(again)).toBe(text);
  });

  it('[G2] keeps the name of a group that has an id, data on a wire, and what nodes are called', () => {
    const written = JSON.parse(
      writeGraph(
        readGraph(
          JSON.parse(`{"groups":[{"id":"g","name":"Group","nodes":[]}],
            "processes":{"constructor":{"component":"A"},"__proto__":{"component":"B"}},
            "connections":[{"from":{"nodeId":"constructor","portId":"o","process":"p"},"to":{"nodeId":"x","portId":"i"},"data":5}]}`),
        ),
      ),
    ) as { groups: object[]; processes: object; connections: { from: object; data: unknown }[] };
    expect(written.groups[0]).toMatchObject({ id: 'g', name: 'Group' });
    expect(Object.keys(written.processes).sort()).toEqual(['__proto__', 'constructor']);
    expect(written.connections[0]!.data).toBe(5);
    expect(written.connections[0]!.from).toMatchObject({ nodeId: 'constructor', process: 'p' });
  });

  it('[G2] two nodes of one id are refused: one of them would be lost', () => {
    const processes = { a: { id: 'x', component: 'A' }, b: { id: 'x', component: 'B' } };
    expect(() => readGraph({ processes })).toThrow('Two nodes have the id x.');
  });

  it('[G1] what is no graph is refused with a sentence', () => {
    expect(() => readGraph([1])).toThrow(GraphFormatError);
    expect(() => readGraph({ hello: 1 })).toThrow('neither `processes` nor `connections`');
    expect(() => readGraph({ processes: { a: {} } })).toThrow('Node a names no component.');
  });

  it('[G8] config is metadata.config, else the flat metadata without reserved names', () => {
    const node = { id: 'a', component: 'A', scriptRuntime: null };
    expect(nodeConfig({ ...node, metadata: { config: { k: 1 }, other: 2 } })).toEqual({ k: 1 });
    expect(
      nodeConfig({ ...node, metadata: { k: 1, studio: { x: 0 }, limits: {}, state: 'shared', env_vars: {} } }),
    ).toEqual({ k: 1 });
  });
});

describe('edits', () => {
  const graph = readGraph(snake);
  it('[G4] every edit has an exact inverse', () => {
    const edits = diffGraphs(graph, changed(graph));
    const after = applyEdits(graph, edits);
    expect(sameGraph(after, changed(graph))).toBe(true);
    expect(sameGraph(applyEdits(after, invertEdits(edits)), graph)).toBe(true);
  });

  it('[G4] a wire is removed and changed by what it is, wherever other edits have moved it; one that is gone is a conflict', () => {
    const wire = (from: string, to: string) => ({
      from: { nodeId: from, portName: 'out', portId: 'out' },
      to: { nodeId: to, portName: 'in', portId: 'in' },
    });
    const wired = readGraph({
      processes: Object.fromEntries(['a', 'b', 'c'].map((id) => [id, { component: 'C' }])),
      connections: [wire('a', 'b'), wire('b', 'c'), wire('c', 'a')],
    });
    const [first, second, third] = wired.connections;
    const without = (index: number) =>
      ({ kind: 'connection', index, before: wired.connections[index]!, after: null }) as const;
    const one = applyEdits(wired, [without(0)]);
    expect(applyEdits(one, [without(2)]).connections).toEqual([second]);
    expect(() => applyEdits(one, [without(0)])).toThrow(EditConflict);
    expect(one.connections).toEqual([second, third]);
    const changedWire = { ...third!, metadata: { note: 'x' } };
    expect(applyEdits(one, [{ kind: 'connection', index: 2, before: third!, after: changedWire }]).connections).toEqual(
      [second, changedWire],
    );
    expect(applyEdits(one, [{ kind: 'connection', index: 3, before: null, after: first! }]).connections).toEqual([
      second,
      third,
      first,
    ]);
  });

  it('[G4] changes on both sides merge where they do not conflict', () => {
    const mine = { ...graph, properties: { ...graph.properties, name: 'mine' } };
    const theirs = changed(graph);
    const merged = mergeGraphs(graph, mine, theirs);
    expect(merged.conflicts).toEqual([]);
    expect(merged.graph.properties['name']).toBe('mine');
    expect(merged.graph.processes['c']).toBeDefined();
    const other = { ...graph, properties: { ...graph.properties, name: 'theirs' } };
    expect(mergeGraphs(graph, mine, other).conflicts).toEqual(['property name']);
  });

  it('[G4] [G6] a merge takes dependencies, interfaces, external connections and unknown keys of both sides', () => {
    const mine = { ...graph, graphDependencies: [{ graphName: 'm', required: true }], extra: { a: 1 } };
    const theirs = {
      ...graph,
      caseSensitive: false,
      graphDependencies: [{ graphName: 't', required: true }],
      externalConnections: [{ to: 'x' }],
      providedInterfaces: { p: 1 },
      requiredInterfaces: { constructor: 2 },
      extra: { ...graph.extra, b: 2 },
    };
    const { graph: merged, conflicts } = mergeGraphs(graph, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(merged.graphDependencies.map((one) => one.graphName)).toEqual(['m', 't']);
    expect(merged).toMatchObject({
      caseSensitive: false,
      externalConnections: [{ to: 'x' }],
      providedInterfaces: { p: 1 },
      requiredInterfaces: { constructor: 2 },
      extra: { a: 1, b: 2 },
    });
  });

  function changed(from: Graph): Graph {
    return {
      ...from,
      processes: { a: from.processes['a']!, c: { id: 'c', component: 'C', metadata: {}, scriptRuntime: null } },
      connections: from.connections.slice(1),
    };
  }
});

describe('port types', () => {
  const type = (text: string) => parsePortType(text)!;
  it('[M4] reads the JSON form and the bare string form', () => {
    expect(parsePortType({ type: 'array', value: { type: 'string' } })).toEqual({
      type: 'array',
      value: { type: 'string' },
    });
    expect(parsePortType('integer')).toEqual({ type: 'integer' });
    expect(formatPortType(type('array<option<float>>'))).toBe('array<option<float>>');
    expect(parsePortType('nonsense')).toBeUndefined();
  });

  it('[M4] assignability', () => {
    const fits: [string, string][] = [
      ['any', 'integer'],
      ['integer', 'any'],
      ['integer', 'float'],
      ['string', 'option<string>'],
      ['option<integer>', 'option<float>'],
      ['array<integer>', 'array<float>'],
      ['object<Row>', 'object'],
      ['object', 'object<Row>'],
      ['object<Row>', 'object<Row>'],
      ['integer', 'option<float>'],
    ];
    const refused: [string, string][] = [
      ['float', 'integer'],
      ['string', 'integer'],
      ['option<string>', 'string'],
      ['array<string>', 'array<integer>'],
      ['object<Row>', 'object<Line>'],
      ['string', 'object'],
      ['flow', 'event'],
    ];
    for (const [from, to] of fits) expect([from, to, isAssignable(type(from), type(to))]).toEqual([from, to, true]);
    for (const [from, to] of refused) expect([from, to, isAssignable(type(from), type(to))]).toEqual([from, to, false]);
  });
});

describe('validation', () => {
  const known = [
    component('Source', { out: { out: 'string' } }),
    component('Number', { in: { in: 'integer' }, out: { out: 'integer' } }),
    component('Any', { in: { in: 'any' }, out: { out: 'any' } }),
  ];
  const lookup: ComponentLookup = {
    find: (name) => known.find((one) => one.name === name),
    nearest: () => ['Number'],
    configProblems: () => [],
  };
  const validate = (processes: Record<string, string>, wires: string[]) =>
    validateGraph(
      readGraph({
        processes: Object.fromEntries(Object.entries(processes).map(([id, name]) => [id, { component: name }])),
        connections: wires.map((wire) => {
          const [from, to] = wire
            .split(' -> ')
            .map((end) => ({ nodeId: end.split('.')[0], portId: end.split('.')[1] }));
          return { from, to };
        }),
      }),
      lookup,
    );

  it('[G7] every problem at once: unknown components, ports that are gone, types that do not fit', () => {
    const problems = validate({ s: 'Source', n: 'Number', x: 'Nmber' }, [
      's.out -> n.in',
      's.gone -> n.in',
      's.out -> x.in',
      's.out -> lost.in',
      's.out -> constructor.in',
    ]);
    const errors = problems.filter((problem) => problem.severity === 'error');
    expect(errors.map((problem) => problem.message)).toEqual([
      'Component not found: Nmber',
      'Wire s.out to n.in: string does not fit integer.',
      'Wire s.gone to n.in: s has no outport gone.',
      'Wire s.out to lost.in: there is no node lost.',
      'Wire s.out to constructor.in: there is no node constructor.',
    ]);
    expect(errors[0]!.fix).toBe('Did you mean Number?');
    expect(errors[2]!.fix).toContain('out');
  });

  it('[G8] warns of limits and kinds of state that cannot be read', () => {
    const messages = (metadata: Metadata): string[] =>
      validateGraph(readGraph({ processes: { s: { component: 'Source', metadata } } }), lookup).map(
        ({ severity, message }) => `${severity}: ${message}`,
      );
    expect(messages({ limits: { memory: '256MB', cpu: 0.5, timeout: 3 }, state: 'shared' })).toEqual([]);
    expect(messages({ limits: { memory: 'lots', cpu: -1, disk: 3 }, state: 'global' })).toEqual([
      'warning: The limit memory of s cannot be read.',
      'warning: The limit cpu of s cannot be read.',
      'warning: The limit disk of s cannot be read.',
      'warning: The state of s is neither "node" nor "shared".',
    ]);
    expect(messages({ limits: 7 })).toEqual(['warning: The limits of s cannot be read.']);
  });

  it('[M4] [G7] names the node and the port of an initial packet that its port cannot take', () => {
    const problems = (data: Value) =>
      validateGraph(
        readGraph({
          processes: { n: { component: 'Number' } },
          connections: [{ data, to: { nodeId: 'n', portId: 'IN' } }],
        }),
        lookup,
      );
    const fitting: Value[] = [3, 2n ** 60n, { type: 'Integer', data: 3 }, { type: 'integer', value: 3 }, null];
    for (const data of fitting) expect(problems(data)).toEqual([]);
    expect(problems('three')).toEqual([
      {
        severity: 'error',
        node: 'n',
        port: 'in',
        connection: 'initial packet to n.IN',
        message: 'The initial packet to n.IN: "three" does not fit integer.',
        fix: 'Change its value, or delete it.',
      },
    ]);
    expect(problems(1.5)).toHaveLength(1);
    expect(problems({ type: 'String', data: 'x'.repeat(500) })[0]!.message.length).toBeLessThan(150);
  });

  it('[N2] validation warns of a required inport that nothing feeds and names nodes that can only wait for themselves', () => {
    expect(validate({ a: 'Any' }, []).map((problem) => problem.message)).toEqual([
      'a never fires: nothing feeds its required inport in.',
    ]);
    const circle = validate({ a: 'Any', b: 'Any' }, ['a.out -> b.in', 'b.out -> a.in']).map(
      (problem) => problem.message,
    );
    expect(circle).toContain('a can only wait for itself: a → b → a.');
    expect(validate({ s: 'Source', a: 'Any', b: 'Any' }, ['s.out -> a.in', 'a.out -> b.in', 'b.out -> a.in'])).toEqual(
      [],
    );
  });
});
