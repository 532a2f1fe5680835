import { describe, expect, it } from 'vitest';
import { cardWidth, portOffset } from './cardGeometry.ts';
import { component } from '#shared/actor/componentFixture.ts';
import { byId, graphAfter } from './graphFixtures.ts';
import { whyNotConnect } from './connectionCheck.ts';
import { addNode, connectPorts } from './graphSteps.ts';
import { nodePorts, type PortRef } from './nodePorts.ts';
import { besidePort, fittingPort, quickAddCandidates } from './quickAdd.ts';

const source = component('Source', { out: { count: 'integer', text: 'string', list: 'array<integer>' } });
const sink = component('Sink', { in: { number: 'float', flag: 'boolean', any: 'any', maybe: 'option<string>' } });
const components = byId(source, sink);
const graph = graphAfter(
  (before) => addNode(before, components, source, { x: 0, y: 0 }),
  (before) => addNode(before, components, sink, { x: 0, y: 0 }),
);
const out = (port: string): PortRef => ({ node: 'Source', port, side: 'outports' });
const into = (port: string): PortRef => ({ node: 'Sink', port, side: 'inports' });

describe('wires', () => {
  it('[E2] takes what the types allow, from either end', () => {
    expect(whyNotConnect(graph, components, out('count'), into('number'))).toBeUndefined();
    expect(whyNotConnect(graph, components, into('maybe'), out('text'))).toBeUndefined();
    expect(whyNotConnect(graph, components, out('list'), into('any'))).toBeUndefined();
  });

  it('[E2] refuses what cannot flow and says why', () => {
    expect(whyNotConnect(graph, components, out('text'), into('number'))).toBe('string does not fit float');
    expect(whyNotConnect(graph, components, into('flag'), out('list'))).toBe('array<integer> does not fit boolean');
    expect(whyNotConnect(graph, components, out('count'), out('text'))).toBe('Both are outports');
    expect(whyNotConnect(graph, components, into('flag'), into('any'))).toBe('Both are inports');
  });

  it('[E2] refuses a wire that is there already', () => {
    const wired = graphAfter(
      () => ({
        label: '',
        edits: Object.values(graph.processes).map((node) => ({
          kind: 'node' as const,
          id: node.id,
          before: null,
          after: node,
        })),
      }),
      (before) => connectPorts(before, components, out('count'), into('number')),
    );
    expect(whyNotConnect(wired, components, out('count'), into('number'))).toBe('Already wired');
  });

  it('[G5] gives a placeholder the ports that its wires name', () => {
    const unknown = graphAfter(
      () => ({
        label: '',
        edits: Object.values(graph.processes).map((node) => ({
          kind: 'node' as const,
          id: node.id,
          before: null,
          after: node,
        })),
      }),
      (before) => connectPorts(before, components, out('gone'), into('number')),
    );
    expect(nodePorts(unknown, 'Source', undefined).outports.map((port) => port.name)).toEqual(['gone']);
    expect(nodePorts(unknown, 'Source', source).outports.map((port) => port.name)).toEqual([
      'count',
      'text',
      'list',
      'gone',
    ]);
  });
});

describe('quick-add', () => {
  it('[E2] offers only components with a port that the dropped wire fits, and names the best port', () => {
    const all = [source, sink, component('Text', { in: { text: 'string' } })];
    const offered = quickAddCandidates(all, '', { side: 'outports', type: { type: 'integer' } });
    expect(offered.map(({ component: { name }, port }) => [name, port?.name])).toEqual([['Sink', 'number']]);
    const upstream = quickAddCandidates(all, '', { side: 'inports', type: { type: 'string' } });
    expect(upstream.map(({ component: { name }, port }) => [name, port?.name])).toEqual([['Source', 'text']]);
  });

  it('[E2] prefers a port of the same type, then a required one', () => {
    const choosy = component('Choosy', { in: { any: 'any', exact: 'boolean' } });
    expect(fittingPort(choosy, { side: 'outports', type: { type: 'boolean' } })?.name).toBe('exact');
    expect(fittingPort(choosy, { side: 'outports', type: { type: 'stream' } })?.name).toBe('any');
  });

  it('[E2] puts the port that takes a dropped wire where it was dropped', () => {
    const inport = { component: sink, port: sink.inports[0]! };
    const outport = { component: source, port: source.outports[1]! };
    const at = { x: 500, y: 300 };
    expect(besidePort(inport, at)).toEqual({ x: 500, y: 300 - portOffset(0) });
    expect(besidePort(outport, at)).toEqual({ x: 500 - cardWidth, y: 300 - portOffset(1) });
    expect(besidePort({ component: sink, port: null }, at)).toEqual(at);
  });

  it('[E2] offers everything for a double-click', () => {
    expect(quickAddCandidates([source, sink], 'sin', null).map((one) => one.component.name)).toEqual(['Sink']);
  });
});
