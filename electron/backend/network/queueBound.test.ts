import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Packet } from '../channel/packet.ts';
import { MessageQueue } from './messageQueue.ts';
import type { Network } from './network.ts';
import { graphOf, networkOf, pass, source, type TestComponent } from './networkFixture.ts';
import type { SentMessage } from './sentMessage.ts';

const bound = 10;
const limits = { messages: bound, bytes: 1 << 20 };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The most that any node had in its queue, and that was parked for the slow one, whenever that one fires. */
function watched(make: (look: () => void) => ReturnType<typeof networkOf>) {
  const most = { queued: 0, parked: 0 };
  let network: Network | undefined;
  const made = make(() => {
    for (const { queued } of network!.nodes.values()) most.queued = Math.max(most.queued, queued);
    most.parked = Math.max(most.parked, network!.nodes.get('slow')!.parked);
  });
  ({ network } = made);
  return { ...made, most };
}
const slow = (look: () => void): TestComponent => ({
  inports: [{ name: 'in' }],
  run: async ({ in: value }, emit) => {
    look();
    await turn();
    emit('out', value!);
  },
});

describe('the bound of a queue (N1)', () => {
  it('[N1] a burst that a node sends in one go does not exceed it: the rest waits at its sender, counted, in order', async () => {
    const { network, from, most } = watched((look) =>
      networkOf(
        graphOf({ s: 'S', slow: 'Slow' }, ['s.out -> slow.in']),
        { S: source(...numbers(300)), Slow: slow(look) },
        { queueLimits: limits },
      ),
    );
    await network.start();
    await network.whenIdle();
    expect(from('slow.out')).toEqual(numbers(300));
    expect(most.queued).toBe(bound);
    expect(most.parked).toBeGreaterThan(200);
    expect(network.nodes.get('slow')!.parked).toBe(0);
  });

  it('[N1][N4] many senders together do not exceed it', async () => {
    const senders = numbers(30).map((index) => `s${index}`);
    const { network, from, most } = watched((look) =>
      networkOf(
        graphOf({ ...Object.fromEntries(senders.map((id) => [id, 'S'])), slow: 'Slow' }, [
          ...senders.map((id) => `${id}.out -> slow.in`),
        ]),
        { S: source(...numbers(20)), Slow: slow(look) },
        { queueLimits: limits },
      ),
    );
    await network.start();
    await network.whenIdle();
    expect(from('slow.out')).toHaveLength(600);
    expect(most.queued).toBe(bound);
  });

  it('[N1][N7] a breakpoint whose condition lets all go holds its senders, too', async () => {
    const { network, from, most } = watched((look) =>
      networkOf(
        graphOf({ s: 'S', p: 'Pass', slow: 'Slow' }, ['s.out -> p.in', 'p.out -> slow.in']),
        { S: source(...numbers(100)), Pass: pass, Slow: slow(look) },
        { queueLimits: limits },
      ),
    );
    network.breakpoints.set(network.wire('p.out to slow.in'), '$ < 0');
    await network.start();
    await network.whenIdle();
    expect(from('slow.out')).toEqual(numbers(100));
    expect(most).toEqual({ queued: bound, parked: 0 });
    expect(network.wire('p.out to slow.in').breakpoint!.queue.length).toBe(0);
  });

  it('[N1] whoever sends from outside hears when there was room, in order; or that the run ended before', async () => {
    const { network, from } = networkOf(
      graphOf({ p: 'Pass' }, []),
      { Pass: pass },
      { queueLimits: { messages: 3, bytes: 1 << 20 } },
    );
    await network.start();
    network.pause();
    const settled: number[] = [];
    const sending = numbers(8).map((value) =>
      network.inject('p', 'in', Packet.of(value)).then(
        () => settled.push(value),
        () => settled.push(-value),
      ),
    );
    await turn();
    expect(settled).toEqual([0, 1, 2]);
    expect(network.nodes.get('p')).toMatchObject({ queued: 3, parked: 5 });
    network.step();
    network.step();
    await turn();
    expect(settled).toEqual([0, 1, 2, 3, 4]);
    await network.stop(0);
    await Promise.all(sending);
    expect(settled).toEqual([0, 1, 2, 3, 4, -5, -6, -7]);
    expect(from('p.out')).toEqual([0, 1]);
  });

  it('[N1][N6] while the run stops, messages for which there is no room any more are counted and not kept', async () => {
    let goOn!: () => void;
    const flood: TestComponent = {
      run: async (_, emit) => {
        emit('out', 0);
        await new Promise<void>((resolve) => (goOn = resolve));
        for (const value of numbers(1000)) emit('out', value);
      },
    };
    const never: TestComponent = { inports: [{ name: 'in' }, { name: 'missing' }], run: () => {} };
    const { network } = networkOf(
      graphOf({ f: 'Flood', n: 'Never', o: 'None' }, ['f.out -> n.in', 'o.out -> n.missing']),
      { Flood: flood, Never: never, None: { run: () => {} } },
      { queueLimits: limits },
    );
    await network.start();
    await turn();
    const stopped = network.stop(60_000);
    goOn();
    await stopped;
    expect(network.nodes.get('n')).toMatchObject({ queued: bound, parked: 991 });
  });

  it('[N1] neither messages nor bytes exceed the bound, but for one message alone, and nothing is lost or overtaken', () => {
    const size = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 30 }) }, fc.integer({ min: 90, max: 150 }));
    const step = fc.oneof({ weight: 3, arbitrary: size }, { weight: 2, arbitrary: fc.constant(0) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new MessageQueue({ messages: 6, bytes: 100 });
        const model: SentMessage[] = [];
        let id = 0;
        for (const bytes of steps) {
          if (bytes === 0) expect(queue.shift()).toBe(model.shift());
          else {
            const message = { id: ++id, size: bytes } as SentMessage;
            queue.push(message);
            model.push(message);
          }
          const inside = model.slice(0, queue.length);
          expect(queue.length + queue.parked).toBe(model.length);
          expect(queue.length).toBeLessThanOrEqual(6);
          if (queue.length > 1) expect(inside.reduce((sum, one) => sum + one.size, 0)).toBeLessThanOrEqual(100);
          if (model.length > 0) expect(queue.length).toBeGreaterThan(0);
          expect(queue.first).toBe(model[0]);
        }
      }),
    );
  });
});
