import { describe, expect, it } from 'vitest';
import type { Graph } from '#shared/graph/graph.ts';
import { Packet } from '../channel/packet.ts';
import { changeOf } from './graphChange.ts';
import type { Network } from './network.ts';
import type { NetworkHost } from './networkHost.ts';
import { graphOf, networkOf, pass, source, type TestComponent } from './networkFixture.ts';

const add: TestComponent = {
  inports: [{ name: 'in' }, { name: 'by' }],
  run: ({ in: value, by }, emit) => emit('out', (value as number) + (by as number)),
};
const components = { Pass: pass, Add: add, Source: source(1, 2) };

/** The fixture's network, and its updates with the host that it has. */
function running(graph: Graph) {
  const made = networkOf(graph, components);
  const { host } = made.network as unknown as { host: NetworkHost };
  return { ...made, update: (to: Graph) => made.network.update(to, host) };
}
const send = async (network: Network, node: string, value: number) => {
  network.inject(node, 'in', Packet.of(value));
  await network.whenIdle();
};

describe('edits of a running network', () => {
  it('[N6] a wire that is added carries from then on, one that is removed no more; nothing on its way is lost', async () => {
    const nodes = { a: 'Pass', b: 'Pass', c: 'Pass' };
    const before = graphOf(nodes, ['a.out -> b.in']);
    const { network, update, from } = running(before);
    await network.start();
    await send(network, 'a', 1);
    network.pause();
    network.inject('a', 'in', Packet.of(2));
    network.step();
    update(graphOf(nodes, ['a.out -> c.in']));
    network.resume();
    await network.whenIdle();
    await send(network, 'a', 3);
    expect(from('b.out')).toEqual([1, 2]);
    expect(from('c.out')).toEqual([3]);
    expect(network.wires.map(({ name }) => name)).toEqual(['a.out to c.in']);
  });

  it('[N6] nodes come and go, a source that is new fires, and an initial packet gets its new value', async () => {
    const before = graphOf({ a: 'Add', p: 'Pass' }, ['p.out -> a.in'], [[10, 'a.by']]);
    const { network, update, from } = running(before);
    await network.start();
    await network.whenIdle();
    await send(network, 'p', 1);
    update(graphOf({ a: 'Add', p: 'Pass', s: 'Source' }, ['p.out -> a.in', 's.out -> p.in'], [[20, 'a.by']]));
    await network.whenIdle();
    expect(from('a.out')).toEqual([11, 21, 22]);
    update(graphOf({ p: 'Pass' }, []));
    await send(network, 'p', 5);
    expect(from('a.out')).toHaveLength(3);
    expect([...network.nodes.keys()]).toEqual(['p']);
    await network.stop();
  });

  it('[N6] a node whose config changed finishes its message and goes on with a new instance; a drawing is no change', async () => {
    const before = graphOf({ a: 'Pass' }, []);
    const { network, update, from } = running(before);
    await network.start();
    const { instance } = network.nodes.get('a')!;
    const metadata = (own: Graph['properties']): Graph => ({
      ...before,
      processes: { a: { ...before.processes['a']!, metadata: own } },
    });
    update(metadata({ studio: { x: 1, y: 2 } }));
    expect(network.nodes.get('a')!.instance).toBe(instance);
    network.inject('a', 'in', Packet.of(1));
    update(metadata({ config: { speed: 2 } }));
    network.inject('a', 'in', Packet.of(2));
    await network.whenIdle();
    expect(from('a.out')).toEqual([1, 2]);
    expect(network.nodes.get('a')!.instance).not.toBe(instance);
  });

  it('[N6] an edit that names an unknown component changes nothing', async () => {
    const before = graphOf({ a: 'Pass', b: 'Pass' }, ['a.out -> b.in']);
    const { network, update, from } = running(before);
    await network.start();
    expect(() => update(graphOf({ a: 'Pass', x: 'Nothing' }, []))).toThrow(/Component not found: Nothing/);
    await send(network, 'a', 1);
    expect(from('b.out')).toEqual([1]);
  });

  it('[N6] what changed is found by what it means', () => {
    const graph = graphOf({ a: 'Pass', b: 'Pass' }, ['a.out -> b.in'], [[1, 'a.in']]);
    const nothing = { removed: [], added: [], changed: [], unwired: new Set(), wired: [], initial: [] };
    expect(changeOf(graph, graph)).toEqual(nothing);
    const other = changeOf(graph, graphOf({ a: 'Pass', b: 'Add' }, ['a.out -> b.in'], [[2, 'a.in']]));
    expect(other).toMatchObject({ removed: ['b'], added: [{ id: 'b', component: 'Add' }], changed: [] });
    expect([...other.unwired]).toEqual(['a.out to b.in']);
    expect(other.wired).toHaveLength(1);
    expect(other.initial).toHaveLength(1);
  });
});
