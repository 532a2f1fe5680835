import { describe, expect, it } from 'vitest';
import { Packet } from '../channel/packet.ts';
import { graphOf, networkOf, pass } from './networkFixture.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

describe('breakpoints', () => {
  const held = (network: ReturnType<typeof networkOf>['network']) => network.wire('s.out to p.in').breakpoint?.held;
  const make = (count: number, bound = 1000) => {
    const made = networkOf(
      graphOf({ s: 'S', p: 'Pass' }, ['s.out -> p.in']),
      { S: { inports: [{ name: 'in' }], run: ({ in: value }, emit) => emit('out', value!) }, Pass: pass },
      { queueLimits: { messages: bound, bytes: 1 << 20 } },
    );
    const begin = async (condition: string | null) => {
      made.network.breakpoints.set(made.network.wire('s.out to p.in'), condition);
      await made.network.start();
      for (const value of numbers(count)) made.network.inject('s', 'in', Packet.of(value));
    };
    return { ...made, begin };
  };

  it('[N7] what waits behind a held message keeps its order, is bounded, and is on its way: the network is not idle', async () => {
    const { network, from, begin } = make(40, 10);
    await begin(null);
    await until(() => network.nodes.get('s')!.holds > 0);
    expect(network.wire('s.out to p.in').breakpoint!.queue.length).toBe(10);
    for (const _ of numbers(5)) await turn();
    expect(network.isIdle).toBe(false);
    expect(from('p.out')).toEqual([]);
    while (held(network)) {
      network.wire('s.out to p.in').breakpoint!.letGo();
      await turn();
    }
    await network.whenIdle();
    expect(from('p.out')).toEqual(numbers(40));
  });

  it('[N7] a condition lets others pass in order; an edited message has the one it was as its cause', async () => {
    const { network, from, begin } = make(6);
    await begin('$ % 3 = 2');
    await until(() => held(network)?.packet.value === 2);
    expect(from('p.out')).toEqual([0, 1]);
    const { breakpoint } = network.wire('s.out to p.in');
    const { id } = held(network)!;
    breakpoint!.letGo(Packet.of('two'));
    await until(() => held(network)?.packet.value === 5);
    breakpoint!.drop();
    await network.whenIdle();
    expect(from('p.out')).toEqual([0, 1, 'two', 3, 4]);
    const edited = [...network.nodes.get('p')!.inlets.get('in')!.fromOutside.latest];
    expect(edited).toMatchObject([{ origin: 'edited', causes: [id] }]);
  });

  it('[N7] a new condition decides about what waits, in order; what it does not mean goes on', async () => {
    const { network, from, begin } = make(6);
    await begin(null);
    await until(() => network.wire('s.out to p.in').breakpoint!.queue.length === 6);
    network.breakpoints.set(network.wire('s.out to p.in'), '$ = 3');
    await until(() => held(network)?.packet.value === 3);
    expect(from('p.out')).toEqual([0, 1, 2]);
    expect(network.isIdle).toBe(false);
    network.breakpoints.clear(network.wire('s.out to p.in'));
    await network.whenIdle();
    expect(from('p.out')).toEqual(numbers(6));
  });

  it('[N7] a condition that fails holds the message and says why; taking the breakpoint away lets all go', async () => {
    const { network, from, begin } = make(3);
    await begin('$ + "x" > 1');
    await until(() => held(network) !== undefined);
    expect(network.wire('s.out to p.in').breakpoint!.problem).toMatch(/failed/);
    network.breakpoints.clear(network.wire('s.out to p.in'));
    await network.whenIdle();
    expect(from('p.out')).toEqual(numbers(3));
  });

  it('[N7][X5] a condition that cannot be read is refused', () => {
    const { network } = make(1);
    expect(() => network.breakpoints.set(network.wire('s.out to p.in'), '$ >')).toThrow(/cannot be read/);
    expect(() => network.breakpoints.set(network.wire('nowhere'), null)).toThrow(/no connection nowhere/);
  });
});
