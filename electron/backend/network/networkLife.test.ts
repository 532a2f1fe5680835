import { describe, expect, it } from 'vitest';
import type { Value } from '#shared/message/message.ts';
import type { NetworkEvent } from '#shared/rpc/live/networkEvent.ts';
import { Packet } from '../channel/packet.ts';
import { inject } from '../registry/native/inject.ts';
import { merge } from '../registry/native/merge.ts';
import { graphOf, networkOf, pass, source, type TestComponent } from './networkFixture.ts';
import { stuckNodes } from './stuckNodes.ts';

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

describe('pause and step', () => {
  it('[N6] a node that waits for what nothing sends any more, and holds its senders, is named; the run can never go on by itself', async () => {
    const endless: TestComponent = {
      run: async (_, emit) => {
        for (let n = 0; n < 60; n++) emit('out', n);
        await new Promise(() => {});
      },
    };
    const { network, logs } = networkOf(
      graphOf({ e: 'Endless', p: 'Pass', few: 'Few', pair: 'Pair' }, [
        'e.out -> p.in',
        'p.out -> pair.a',
        'few.out -> pair.b',
      ]),
      {
        ...{ Endless: endless, Few: source(1, 2), Pass: pass },
        Pair: { inports: [{ name: 'a' }, { name: 'b' }], run: () => {} },
      },
      { queueLimits: { messages: 10, bytes: 1 << 20 } },
    );
    await network.start();
    await network.whenIdle();
    expect(network.isIdle).toBe(false);
    expect(logs).toEqual([
      'warn : pair keeps 8 on a and holds p back: it still waits for b, which nothing sends any more.',
    ]);
    void network.inject('pair', 'b', Packet.of(3));
    await expect.poll(() => network.nodes.get('pair')!.completed).toBe(3);
    await network.stop(0);
    expect(logs[1]).toMatch(/^info : Messages that waited when test was stopped are gone: \d+ at p, \d+ at pair\.$/);
  });

  it('[N6] a source that waits for nobody, or a feeder that only takes its time, is no reason to warn', async () => {
    const waits: TestComponent = { run: () => new Promise(() => {}) };
    const { network } = networkOf(
      graphOf({ e: 'Many', slow: 'Waits', p: 'Pass', pair: 'Pair' }, [
        'e.out -> pair.a',
        'slow.out -> p.in',
        'p.out -> pair.b',
      ]),
      {
        ...{ Many: source(...Array.from({ length: 20 }, (_, n) => n)), Waits: waits, Pass: pass },
        Pair: { inports: [{ name: 'a' }, { name: 'b' }], run: () => {} },
      },
      { queueLimits: { messages: 5, bytes: 1 << 20 } },
    );
    await network.start();
    const [e, slow] = [network.nodes.get('e')!, network.nodes.get('slow')!];
    await expect.poll(() => e.holds > 0 && slow.outstanding > 0).toBe(true);
    const stuck = () => [...stuckNodes(network.nodes)].map(({ id }) => id);
    expect(stuck()).toEqual([]);
    slow.outstanding = 0;
    expect(stuck()).toEqual(['e', 'slow', 'p', 'pair']);
  });

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

describe('breakpoints', () => {
  const held = (network: ReturnType<typeof networkOf>['network']) => network.wire('s.out to p.in').breakpoint?.held;
  const make = (count: number, bound = 1000) => {
    const made = networkOf(
      graphOf({ s: 'S', p: 'Pass' }, ['s.out -> p.in']),
      { S: { inports: [{ name: 'in' }], run: ({ in: value }, emit) => emit('out', value!) }, Pass: pass },
      { queueLimits: { messages: bound, bytes: 1 << 20 } },
    );
    const begin = async (condition: string | null) => {
      made.network.setBreakpoint('s.out to p.in', condition);
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
    network.setBreakpoint('s.out to p.in', '$ = 3');
    await until(() => held(network)?.packet.value === 3);
    expect(from('p.out')).toEqual([0, 1, 2]);
    expect(network.isIdle).toBe(false);
    network.clearBreakpoint('s.out to p.in');
    await network.whenIdle();
    expect(from('p.out')).toEqual(numbers(6));
  });

  it('[N7] a condition that fails holds the message and says why; taking the breakpoint away lets all go', async () => {
    const { network, from, begin } = make(3);
    await begin('$ + "x" > 1');
    await until(() => held(network) !== undefined);
    expect(network.wire('s.out to p.in').breakpoint!.problem).toMatch(/failed/);
    network.clearBreakpoint('s.out to p.in');
    await network.whenIdle();
    expect(from('p.out')).toEqual(numbers(3));
  });

  it('[N7][X5] a condition that cannot be read is refused', () => {
    const { network } = make(1);
    expect(() => network.setBreakpoint('s.out to p.in', '$ >')).toThrow(/cannot be read/);
    expect(() => network.setBreakpoint('nowhere', null)).toThrow(/no connection nowhere/);
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
