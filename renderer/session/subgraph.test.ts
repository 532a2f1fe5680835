import { describe, expect, it } from 'vitest';
import { emptyGraph } from '#shared/graph/graph.ts';
import type { NetworkStatus, NodeStatus, WireStatus } from '#shared/rpc/live/networkStatus.ts';
import { component } from '#shared/actor/componentFixture.ts';
import { ComponentMap } from './componentMap.ts';
import { tabOf, type GraphTab } from './graphTab.ts';
import { insideStatus, insideValues } from './insideView.ts';
import { subgraphPath, whyNotNamed } from './subgraphActions.ts';
import { withoutTab } from './tabs.ts';
import { enteredBy, runPlace, trailOf } from './trail.ts';

function tab(path: string, within: GraphTab['within'] = null): GraphTab {
  const opened = { path, graph: emptyGraph(path), revision: 0, savedRevision: 0, problems: [] };
  return tabOf({ ...opened, recovered: null }, within);
}

const tabs = [tab('a'), tab('b', { path: 'a', node: 'one' }), tab('c', { path: 'b', node: 'two' }), tab('d')];

describe('graphs inside graphs', () => {
  it('[E1, N11] the way in leads from the outermost graph, where the run is, by the nodes entered', () => {
    expect(trailOf({ tabs, activePath: 'c' }).map(({ path }) => path)).toEqual(['a', 'b', 'c']);
    expect(runPlace({ tabs, activePath: 'c' })).toEqual({ path: 'a', prefix: 'one/two/' });
    expect(runPlace({ tabs, activePath: 'd' })).toEqual({ path: 'd', prefix: '' });
    expect(runPlace({ tabs, activePath: null })).toBeNull();
  });

  it('[E1] who comes out of a graph finds the node selected by which it was entered', () => {
    expect(['a', 'b', 'c', 'd'].map((outer) => enteredBy({ tabs, activePath: 'c' }, outer))).toEqual([
      'one',
      'two',
      undefined,
      undefined,
    ]);
  });

  it('[E1] closing a graph closes what is shown inside it, and its neighbour comes to the front', () => {
    const closed = withoutTab({ tabs, activePath: 'c' }, 'a');
    expect([closed.tabs.map(({ path }) => path), closed.activePath]).toEqual([['d'], 'd']);
    expect(withoutTab({ tabs, activePath: 'c' }, 'd').activePath).toBe('c');
    expect(withoutTab({ tabs: [tab('a')], activePath: 'a' }, 'a').activePath).toBeNull();
  });

  it('[N11] status and values of a graph inside are those whose names begin with its path', () => {
    const node = { state: 'running' } as NodeStatus;
    const wire = { count: 1 } as WireStatus;
    const status = {
      nodes: { one: node, 'one/x': node, 'oneself/x': node, other: node },
      wires: { 'one/x.out to one/y.in': wire, 'one/x.out to other.in': wire, 'other.out to one/x.in': wire },
    } as unknown as NetworkStatus;
    const inside = insideStatus(status, 'one/');
    expect(Object.keys(inside.nodes)).toEqual(['x']);
    expect(Object.keys(inside.wires)).toEqual(['x.out to y.in']);
    expect(insideStatus(status, '')).toBe(status);
    const values = [{ node: 'one/x' }, { node: 'other' }] as Parameters<typeof insideValues>[0];
    expect(insideValues(values, 'one/')).toEqual([{ node: 'x' }]);
  });

  it('[C2] a component is found by its id and by its qualified name', () => {
    const components = new ComponentMap([component('Twice', {}, { namespace: 'parts' })]);
    expect(components.get('parts.Twice')).toBe(components.get('Twice'));
    expect(components.get('Thrice')).toBeUndefined();
    expect(components.size).toBe(1);
  });

  it('[E1] a new one lies beside the graph it is taken from, under a name that is free', () => {
    expect(subgraphPath('flows/main.graph.json', 'Two words')).toBe('flows/two-words.graph.json');
    const session = {
      workspace: { graphs: [{ path: 'x.graph.json', name: 'x' }] },
      components: new ComponentMap([component('Mean')]),
    };
    const why = (name: string, path: string) =>
      whyNotNamed(name, path, session as unknown as Parameters<typeof whyNotNamed>[2]);
    expect(why('X', 'x.graph.json')).toContain('is there already');
    expect(why('mean', 'mean.graph.json')).toBe('There is a component mean already.');
    expect(why('Fine', 'fine.graph.json')).toBeUndefined();
  });
});
