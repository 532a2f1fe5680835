import { describe, expect, it } from 'vitest';
import type { Value } from '#shared/message/message.ts';
import { Packet } from '../channel/packet.ts';
import { inject } from '../registry/native/inject.ts';
import { merge } from '../registry/native/merge.ts';
import { graphOf, networkOf, pass } from './networkFixture.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

describe('a pause during the start', () => {
  it.each([
    ['holds every queue', false, []],
    ['that is taken back holds nothing', true, [1]],
  ])('[N6] %s', async (_, isResumed, passed) => {
    const { network, from } = networkOf(graphOf({ p: 'Pass' }, [], [[1, 'p.in']]), { Pass: pass });
    const started = network.start();
    network.pause();
    if (isResumed) network.resume();
    await started;
    if (isResumed) await network.whenIdle();
    expect([network.state, from('p.out')]).toEqual([isResumed ? 'running' : 'paused', passed]);
    if (isResumed) return;
    network.step();
    expect(from('p.out')).toEqual([1]);
  });
});

describe('pause and step', () => {
  it('[N6] each step lets one message through, node after node', async () => {
    const nodes = { s: 'S', a: 'Pass', b: 'Pass' };
    const { network } = networkOf(graphOf(nodes, ['s.out -> a.in', 'a.out -> b.in']), {
      S: { inports: [{ name: 'in' }], run: ({ in: value }, emit) => emit('out', value!) },
      Pass: pass,
    });
    await network.start();
    await network.whenIdle();
    network.pause();
    for (const value of [1, 2]) network.inject('s', 'in', Packet.of(value));
    const completed = () => [...network.nodes.values()].map((node) => node.completed);
    const steps: number[][] = [];
    for (let step = 0; step < 6; step++) {
      network.step();
      steps.push(completed());
    }
    const sums = steps.map((counts) => counts.reduce((sum, count) => sum + count, 0));
    expect(sums).toEqual([1, 2, 3, 4, 5, 6]);
    expect(steps.at(-1)).toEqual([2, 2, 2]);
    expect(network.step()).toBeUndefined();
  });

  it('[N6] a paused source sends nothing, and one message a step', async () => {
    const graph = graphOf({ s: 'Inject', m: 'Merge' }, ['s.out -> m.in1']);
    graph.processes['s']!.metadata = { config: { interval: 0, count: 0 } };
    const options = (id: string) => ({
      actorId: id,
      graph: 'test',
      config: graph.processes[id]!.metadata['config'] as Record<string, Value>,
      state: { namespace: 'n', actorId: id },
      limits: {},
      environment: {},
      host: { log: () => {}, staleCode: () => {} },
    });
    const real = { s: inject, m: merge };
    const instances = {
      s: await real.s.createInstance(options('s')),
      m: await real.m.createInstance({ ...options('m'), config: {} }),
    };
    const { network } = networkOf(
      graph,
      {
        Inject: { run: () => {} },
        Merge: { inports: [{ name: 'in1' }], awaitAllInports: false, run: () => {} },
      },
      { instance: (id) => instances[id as 's' | 'm'] },
    );
    await network.start();
    const sent = () => network.nodes.get('s')!.outlet('out').history.count;
    await until(() => sent() > 2000);
    network.pause();
    const queued = () => network.nodes.get('m')!.queued;
    while (queued() > 0) network.step();
    const before = sent();
    for (const _ of numbers(5)) await turn();
    expect(sent()).toBe(before);
    network.step();
    await until(() => sent() === before + 1);
    for (const _ of numbers(5)) await turn();
    expect(sent()).toBe(before + 1);
    network.resume();
    await until(() => sent() > before + 2000);
  });
});
