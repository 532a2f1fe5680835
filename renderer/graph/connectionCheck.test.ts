import { describe, expect, it } from 'vitest';
import { component } from '#shared/actor/componentFixture.ts';
import type { Graph } from '#shared/graph/graph.ts';
import { byId, graphAfter } from './graphFixtures.ts';
import { whyNotConnect } from './connectionCheck.ts';
import { addNode, connectPorts } from './graphSteps.ts';
import { nodePorts, type PortRef } from './nodePorts.ts';

const source = component('Source', { out: { count: 'integer', text: 'string', list: 'array<integer>' } });
const sink = component('Sink', { in: { number: 'float', flag: 'boolean', any: 'any', maybe: 'option<string>' } });
const components = byId(source, sink);
const addSource = (before: Graph) => addNode(before, components, source, { x: 0, y: 0 });
const addSink = (before: Graph) => addNode(before, components, sink, { x: 0, y: 0 });
const graph = graphAfter(addSource, addSink);
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
    const wired = graphAfter(addSource, addSink, (before) =>
      connectPorts(before, components, out('count'), into('number')),
    );
    expect(whyNotConnect(wired, components, out('count'), into('number'))).toBe('Already wired');
  });

  it('[G5] gives a placeholder the ports that its wires name', () => {
    const unknown = graphAfter(addSource, addSink, (before) =>
      connectPorts(before, components, out('gone'), into('number')),
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
