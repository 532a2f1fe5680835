import { describe, expect, it } from 'vitest';
import { component } from '#shared/actor/componentFixture.ts';
import { byId } from './graphFixtures.ts';
import { whyNotWithin } from './recursion.ts';

const graph = (name: string, ...holds: string[]) =>
  component(name, {}, { kind: 'graph', badge: 'graph', file: `${name}.graph.json`, holds });

describe('graphs that would hold themselves', () => {
  const [outer, middle, inner, other] = [
    graph('outer', 'middle', 'Log'),
    graph('middle', 'inner', 'outer'),
    graph('inner', 'Log', 'Gone'),
    graph('other', 'inner'),
  ];
  const components = byId(outer!, middle!, inner!, other!, component('Log'));
  const why = (name: string, within: string | null) => whyNotWithin(components.get(name)!, within, components);

  it('[N11, E4] a graph is not offered in itself, nor in one that it holds at any depth', () => {
    expect(why('inner', 'inner.graph.json')).toBe('A graph cannot be in itself.');
    expect(why('outer', 'inner.graph.json')).toBe('outer holds this graph, so it cannot be in it.');
    expect(why('middle', 'outer.graph.json')).toBe('middle holds this graph, so it cannot be in it.');
  });

  it('[N11, E4] all others are offered, also where graphs hold each other in a circle', () => {
    expect(why('inner', 'outer.graph.json')).toBeUndefined();
    expect(why('outer', 'other.graph.json')).toBeUndefined();
    expect(why('Log', 'inner.graph.json')).toBeUndefined();
    expect(why('inner', null)).toBeUndefined();
  });
});
