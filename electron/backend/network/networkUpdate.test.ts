import { describe, expect, it } from 'vitest';
import type { Graph } from '#shared/graph/graph.ts';
import { Packet } from '../channel/packet.ts';
import type { ComponentInstance } from '../registry/component.ts';
import { changeOf } from './graphChange.ts';
import type { Network } from './network.ts';
import type { NetworkHost } from './networkHost.ts';
import { describeComponent, graphOf, networkOf, pass, source, type TestComponent } from './networkFixture.ts';

const add: TestComponent = {
  inports: [{ name: 'in' }, { name: 'by' }],
  run: ({ in: value, by }, emit) => emit('out', (value as number) + (by as number)),
};
const components = { Pass: pass, Add: add, Other: add, Source: source(1, 2) };

/** The fixture's network, and its updates with the host that it has, or partly another. */
function running(graph: Graph, options: Parameters<typeof networkOf>[2] = {}) {
  const made = networkOf(graph, components, options);
  const { host } = made.network as unknown as { host: NetworkHost };
  const update = (to: Graph, other: Partial<NetworkHost> = {}) => made.network.update(to, { ...host, ...other });
  return { ...made, update };
}
const withMetadata = (graph: Graph, id: string, metadata: Graph['properties']): Graph => ({
  ...graph,
  processes: { ...graph.processes, [id]: { ...graph.processes[id]!, metadata } },
});
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
    update(withMetadata(before, 'a', { studio: { x: 1, y: 2 } }));
    expect(network.nodes.get('a')!.instance).toBe(instance);
    network.inject('a', 'in', Packet.of(1));
    update(withMetadata(before, 'a', { config: { speed: 2 } }));
    network.inject('a', 'in', Packet.of(2));
    await network.whenIdle();
    expect(from('a.out')).toEqual([1, 2]);
    expect(network.nodes.get('a')!.instance).not.toBe(instance);
  });

  it('[N1][N6] a node that is disabled holds nobody back; enabled or exchanged, it has its wires and initial packets again', async () => {
    const graph = graphOf({ p: 'Pass', a: 'Add' }, ['p.out -> a.in'], [[10, 'a.by']]);
    const { network, update, from } = running(graph, { queueLimits: { messages: 2, bytes: 1000 } });
    await network.start();
    await send(network, 'p', 1);
    update(withMetadata(graph, 'a', { disabled: true }));
    for (let value = 0; value < 5; value++) await network.inject('p', 'in', Packet.of(value));
    await network.whenIdle();
    expect(from('p.out')).toHaveLength(6);
    expect(network.wires).toEqual([]);
    update(graph);
    await send(network, 'p', 2);
    const other = graphOf({ p: 'Pass', a: 'Other' }, ['p.out -> a.in'], [[10, 'a.by']]);
    update(other);
    await send(network, 'p', 3);
    expect(from('a.out')).toEqual([11, 12, 13]);
  });

  it('[N6][S5] of a node that is edited or removed while it starts no instance is left', async () => {
    const before = graphOf({ a: 'Pass' }, []);
    const { network, update } = running(before);
    await network.start();
    const open = new Set<ComponentInstance>();
    const begun: (() => void)[] = [];
    const createInstance = async (): Promise<ComponentInstance> => {
      await new Promise<void>((resolve) => begun.push(resolve));
      const dispose = async () => void open.delete(instance);
      const nothing = { capacity: 1, fire: () => {}, hold: () => {}, cancel: () => {} };
      const instance: ComponentInstance = { ...nothing, [Symbol.asyncDispose]: dispose };
      open.add(instance);
      return instance;
    };
    const graph = graphOf({ a: 'Pass', b: 'Pass' }, []);
    update(graph, { createInstance });
    update(withMetadata(graph, 'b', { config: { step: 2 } }), { createInstance });
    expect(begun).toHaveLength(2);
    // The one that was begun first is ready last.
    for (const ready of begun.splice(0).toReversed()) ready();
    await expect.poll(() => open.size === 1 && open.has(network.nodes.get('b')!.instance!)).toBe(true);
    update(withMetadata(graph, 'b', { config: { step: 3 } }), { createInstance });
    update(before, { createInstance });
    expect(begun).toHaveLength(1);
    begun[0]!();
    await expect.poll(() => open.size).toBe(0);
  });

  it('[S8][N2] a node whose component declares other inports waits for those', async () => {
    const graph = graphOf({ a: 'Pass', b: 'Pass' }, ['a.out -> b.in']);
    const { network, update, from } = running(graph);
    await network.start();
    await send(network, 'a', 1);
    const more = { ...pass, inports: [{ name: 'in' }, { name: 'more' }] };
    const describe = (name: string) => describeComponent(name, name === 'Pass' ? more : components.Source);
    update(graphOf({ a: 'Pass', b: 'Pass' }, ['a.out -> b.in'], [[0, 'a.more']]), { describe });
    await send(network, 'a', 2);
    expect(network.nodes.get('b')!.rule.waitingFor).toEqual(['more']);
    update(graphOf({ a: 'Pass', b: 'Pass' }, ['a.out -> b.in', 'a.out -> b.more'], [[0, 'a.more']]), { describe });
    await send(network, 'a', 3);
    expect(from('b.out')).toEqual([1, 2]);
    expect(network.nodes.get('b')!.queued).toBe(1);
  });

  it('[N10] a dead letter that waits to be tried again at a node that is removed waits as before', async () => {
    const untried: string[] = [];
    const nothing = { wantsAll: false, sent: () => {}, failed: () => {}, unprocessed: () => {}, recovered: () => {} };
    const recorder = { ...nothing, untried: (letter: string) => void untried.push(letter) };
    const { network, update, logs } = running(graphOf({ a: 'Pass', b: 'Pass' }, []), { recorder });
    await network.start();
    network.pause();
    network.replay('b', new Map([['in', Packet.of(1)]]), 'letter');
    update(graphOf({ a: 'Pass' }, []));
    expect(untried).toEqual(['letter']);
    expect(logs.at(-1)).toMatch(/b was removed with a message that it had yet to take/);
    expect(() => network.replay('b', new Map())).toThrow(/no node b in this run/);
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
