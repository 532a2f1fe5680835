import { describe, expect, it } from 'vitest';
import type { Value } from '#shared/message/message.ts';
import type { NetworkEvent } from '#shared/rpc/live/networkEvent.ts';
import { Packet } from '../channel/packet.ts';
import { graphOf, networkOf, pass, source, type TestComponent } from './networkFixture.ts';

/** A component whose firings end when the test says so. */
class Gate {
  private readonly open: (() => void)[] = [];
  readonly started: Value[] = [];
  readonly component: TestComponent = {
    inports: [{ name: 'in' }],
    run: ({ in: value }, emit) =>
      new Promise((resolve) => {
        this.started.push(value!);
        this.open.push(() => {
          emit('out', value!);
          resolve();
        });
      }),
  };

  letOne(): void {
    this.open.shift()!();
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('stop and kill', () => {
  it('[N6] stop lets the running message finish and starts no other', async () => {
    const gate = new Gate();
    const { network, from } = networkOf(graphOf({ s: 'S', g: 'G' }, ['s.out -> g.in']), {
      S: source(1, 2),
      G: gate.component,
    });
    await network.start();
    await until(() => gate.started.length === 1);
    const stopped = network.stop(60_000);
    await turn();
    expect(network.state).toBe('stopping');
    gate.letOne();
    await stopped;
    expect(from('g.out')).toEqual([1]);
    expect(gate.started).toEqual([1]);
    expect(network.state).toBe('stopped');
  });

  it('[N6] kill and the end of the grace time wait for nobody', async () => {
    for (const grace of [0, 10]) {
      const gate = new Gate();
      const { network, from } = networkOf(graphOf({ s: 'S', g: 'G' }, ['s.out -> g.in']), {
        S: source(1),
        G: gate.component,
      });
      await network.start();
      await until(() => gate.started.length === 1);
      await network.stop(grace);
      expect(network.state).toBe('stopped');
      expect(from('g.out')).toEqual([]);
    }
  });

  it('[N6] a kill does not wait for the grace time of a stop before it', async () => {
    const gate = new Gate();
    const { network } = networkOf(graphOf({ s: 'S', g: 'G' }, ['s.out -> g.in']), { S: source(1), G: gate.component });
    await network.start();
    await until(() => gate.started.length === 1);
    const stopped = network.stop(600_000);
    await turn();
    await network.stop(0);
    expect(network.state).toBe('stopped');
    await stopped;
  });

  it('[N6] whoever waits for idle is told when the network stops', async () => {
    const gate = new Gate();
    const { network } = networkOf(graphOf({ s: 'S', g: 'G' }, ['s.out -> g.in']), { S: source(1), G: gate.component });
    await network.start();
    const idle = network.whenIdle();
    await network.stop(0);
    await idle;
  });
});

describe('idle', () => {
  it('[N6] messages left at a node that still waits for another port are named in a warning, once', async () => {
    const pair: TestComponent = { inports: [{ name: 'a' }, { name: 'b' }], run: () => {} };
    const { network, logs } = networkOf(
      graphOf({ s: 'S', pair: 'Pair', t: 'T' }, ['s.out -> pair.a', 't.out -> pair.b']),
      {
        S: source(1, 2, 3),
        T: source('x'),
        Pair: pair,
      },
    );
    await network.start();
    await network.whenIdle();
    expect(logs).toEqual(['warn : pair keeps 2 on a: it still waits for b.']);
  });
});

describe('loops and turns', () => {
  it('[N4] a loop that carries more than its queues hold goes on', async () => {
    const around: TestComponent = {
      inports: [{ name: 'in' }],
      outports: ['again', 'out'],
      run: ({ in: value }, emit) => {
        const [n, times] = value as [number, number];
        if (times === 0) emit('out', n);
        else emit('again', [n, times - 1]);
      },
    };
    const count = 500;
    const { network, from } = networkOf(
      graphOf({ s: 'S', a: 'Around', b: 'Pass' }, ['s.out -> a.in', 'a.again -> b.in', 'b.out -> a.in']),
      { S: source(...numbers(count).map((n) => [n, 3])), Around: around, Pass: pass },
      { queueLimits: { messages: 8, bytes: 1 << 20 } },
    );
    await network.start();
    await network.whenIdle();
    expect((from('a.out') as number[]).toSorted((a, b) => a - b)).toEqual(numbers(count));
    expect(from('a.out')).toHaveLength(count);
  });

  it('[N4] nodes that always have work take turns: none runs far ahead', async () => {
    const most = 3000;
    const done: Record<string, number> = { a: 0, b: 0, c: 0 };
    let farthest = 0;
    const busy = (id: string): TestComponent => ({
      inports: [{ name: 'in' }],
      outports: ['again'],
      run: (_, emit) => {
        done[id]!++;
        const counts = Object.values(done);
        farthest = Math.max(farthest, Math.max(...counts) - Math.min(...counts));
        if (done[id]! < most) emit('again', 0);
      },
    });
    const { network } = networkOf(
      graphOf(
        { a: 'A', b: 'B', c: 'C' },
        ['a.again -> a.in', 'b.again -> b.in', 'c.again -> c.in'],
        [
          [0, 'a.in'],
          [0, 'b.in'],
          [0, 'c.in'],
        ],
      ),
      { A: busy('a'), B: busy('b'), C: busy('c') },
    );
    await network.start();
    await network.whenIdle();
    expect(done).toEqual({ a: most, b: most, c: most });
    expect(farthest).toBeLessThanOrEqual(64);
  });

  it('[N13] messages cost no look at idle nodes', async () => {
    const idle = Object.fromEntries(numbers(300).map((index) => [`i${index}`, 'Pass']));
    const wires = Object.keys(idle).map((id) => `never.out -> ${id}.in`);
    const { network } = networkOf(
      graphOf({ ...idle, never: 'Never', s: 'S', p: 'Pass' }, [...wires, 's.out -> p.in']),
      {
        Never: { run: () => {} },
        S: source(...numbers(2000)),
        Pass: pass,
      },
    );
    let looks = 0;
    for (const [id, node] of network.nodes)
      if (id.startsWith('i')) {
        const { rule } = node;
        Object.defineProperty(node, 'rule', { get: () => (looks++, rule) });
      }
    await network.start();
    await network.whenIdle();
    const afterStart = looks;
    for (const value of numbers(2000)) network.inject('p', 'in', Packet.of(value));
    await network.whenIdle();
    expect(network.nodes.get('p')!.completed).toBe(4000);
    expect(looks - afterStart).toBeLessThan(10);
    const events: NetworkEvent[] = [];
    using _ = network.onEvent((event) => events.push(event));
    network.inject('p', 'in', Packet.of(1));
    await network.whenIdle();
    expect(events.length).toBeGreaterThan(3);
  });
});
