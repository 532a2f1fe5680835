import { expect, it } from 'vitest';
import { exactMetadata } from '#shared/graph/exactMetadata.ts';
import { initialValue } from '#shared/graph/initialPacket.ts';
import { writePlain } from '#shared/message/json.ts';
import { packetOfJsonValue } from '../channel/packet.ts';
import { formatGraph, parseGraphText } from './graphFormat.ts';

const text = `
processes:
  a: { component: A }
  b: { component: B, metadata: { config: { big: 12345678901234567890123, small: 3, half: 0.5 } } }
connections:
  - { from: { nodeId: a, portId: out }, to: { nodeId: b, portId: in } }
  - { data: [1.0, -9007199254740993], to: { nodeId: a, portId: in } }
`;

it('[G1, G3, M3] YAML graphs keep every digit, and are written the same each time, without aliases', () => {
  const graph = parseGraphText(text, 'y.graph.yaml');
  expect(graph.processes['b']!.metadata).toEqual({ config: { big: 12345678901234567890123n, small: 3, half: 0.5 } });
  expect(graph.connections[1]!.data).toEqual([1, -9007199254740993n]);
  const written = formatGraph(graph, 'y.graph.yaml');
  expect(written).not.toMatch(/[&*]a1/);
  expect(formatGraph(parseGraphText(written, 'y.graph.yaml'), 'y.graph.yaml')).toBe(written);
});

it('[M3, G3] initial packets and settings keep floats that are whole, in both formats', () => {
  const data = '{"a":[1.0,-0.0,2,1e+22],"b":{"type":"Array","data":[3.0]}}';
  const to = '{"nodeId":"a","portId":"in"}';
  const json = `{"processes":{"a":{"component":"A","metadata":{"x":4.0}}},"connections":[{"data":${data},"to":${to}}]}`;
  for (const file of ['a.graph.json', 'a.graph.yaml']) {
    const graph = parseGraphText(json, file);
    expect(graph.connections[0]!.data).toEqual(JSON.parse(data));
    expect(graph.processes['a']!.metadata).toEqual({ x: 4 });
    const again = parseGraphText(formatGraph(graph, file), file);
    expect(writePlain(exactMetadata(again.processes['a']!))).toBe('{"x":4.0}');
    expect(packetOfJsonValue(initialValue(again.connections[0]!)).plainJson).toBe(data);
    const edited = { ...again.connections[0]!, data: 5 };
    expect(initialValue(edited)).toBe(5);
  }
});

it('[G2] a byte order mark, which editors elsewhere write, is no part of a graph', () => {
  const graph = parseGraphText('\uFEFF{"processes":{"a":{"component":"A"}}}', 'a.graph.json');
  expect(Object.keys(graph.processes)).toEqual(['a']);
});

it('[G7, X4] files that are nested without end are refused with a sentence, in both formats', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const graph = (depth: number) => `{"processes": {"a": {"component": "A", "metadata": {"x": ${nested(depth)}}}}}`;
  for (const file of ['a.graph.json', 'a.graph.yaml']) {
    expect(Object.keys(parseGraphText(graph(400), file).processes)).toEqual(['a']);
    for (const depth of [600, 20_000])
      expect(() => parseGraphText(graph(depth), file)).toThrow('is not a graph: it is nested more than 500 deep. Mend');
  }
  expect(() => parseGraphText('processes: [a: b: c', 'a.graph.yaml')).toThrow(/at line 1, column 16\. Mend/);
});
