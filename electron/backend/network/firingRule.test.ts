import { describe, expect, it } from 'vitest';
import type { Value } from '#shared/message/message.ts';
import { Packet } from '../channel/packet.ts';
import { NativeInstance } from '../registry/native/nativeInstance.ts';
import { graphOf, later, networkOf, pass, source, type TestComponent } from './networkFixture.ts';

describe('firing (N2, N3)', () => {
  it('[N2] a node fires with one message from each required inport, first in, first out', async () => {
    const pair: TestComponent = {
      inports: [{ name: 'a' }, { name: 'b' }],
      run: ({ a, b }, emit) => emit('out', [a!, b!]),
    };
    const { network, from } = networkOf(
      graphOf({ one: 'One', two: 'Two', pair: 'Pair' }, ['one.out -> pair.a', 'two.out -> pair.b']),
      { One: source(1, 2, 3), Two: source('x', 'y'), Pair: pair },
    );
    await network.start();
    await network.whenIdle();
    expect(from('pair.out')).toEqual([
      [1, 'x'],
      [2, 'y'],
    ]);
    expect(network.leftovers()).toEqual(['pair keeps 1 on a: it still waits for b.']);
  });

  it('[N2] messages on optional inports go along and are never waited for', async () => {
    const component: TestComponent = {
      inports: [{ name: 'a' }, { name: 'extra', required: false }],
      run: (inputs, emit) => emit('out', inputs),
    };
    const graph = graphOf({ one: 'One', c: 'C', slow: 'Slow' }, ['one.out -> c.a', 'slow.out -> c.extra']);
    const { network, from } = networkOf(graph, { One: source(1, 2), Slow: { run: later }, C: component });
    await network.start();
    await network.whenIdle();
    network.inject('c', 'extra', Packet.of('e'));
    await network.whenIdle();
    network.inject('c', 'a', Packet.of(3));
    await network.whenIdle();
    expect(from('c.out')).toEqual([{ a: 1 }, { a: 2 }, { a: 3, extra: 'e' }]);
  });

  it('[N1][N2] what a node sends itself on an optional inport goes along with its next message, however many it could take ahead', async () => {
    const { network, from } = networkOf(
      graphOf({ s: 'S', sum: 'Sum' }, ['s.out -> sum.n', 'sum.out -> sum.before']),
      {
        S: source(1, 2, 3, 4),
        Sum: { inports: [{ name: 'n' }, { name: 'before', required: false }], run: () => {} },
      },
      {
        instance: (node) =>
          new NativeInstance(
            async (firing, run) => {
              if (node === 's') return [1, 2, 3, 4].forEach((n) => firing.emit('out', Packet.of(n), false));
              await run.yield();
              const [n, before] = ['n', 'before'].map((port) => (firing.inputs.get(port)?.value ?? 0) as number);
              firing.emit('out', Packet.of(n! + before!), false);
            },
            node === 's' ? 1 : 100,
          ),
      },
    );
    await network.start();
    await network.whenIdle();
    expect(from('sum.out')).toEqual([1, 3, 6, 10]);
  });

  it('[N2] await_all_inports true waits for every connected inport; false fires on any single message in order of arrival', async () => {
    const inports = [{ name: 'a' }, { name: 'b', required: false }];
    const run: TestComponent['run'] = (inputs, emit) => emit('out', inputs);
    const wires = ['one.out -> c.a', 'two.out -> c.b'];
    const all = networkOf(graphOf({ one: 'One', two: 'Two', c: 'C' }, wires), {
      One: source(1, 2),
      Two: source('x'),
      C: { inports, run, awaitAllInports: true },
    });
    await all.network.start();
    await all.network.whenIdle();
    expect(all.from('c.out')).toEqual([{ a: 1, b: 'x' }]);
    const any = networkOf(graphOf({ one: 'One', two: 'Two', c: 'C' }, wires), {
      One: source(1, 2),
      Two: source('x'),
      C: { inports, run, awaitAllInports: false },
    });
    await any.network.start();
    await any.network.whenIdle();
    expect(any.from('c.out')).toEqual([{ a: 1 }, { a: 2 }, { b: 'x' }]);
  });

  it('[N2] an initial packet on an unwired inport is sticky; of several the last stays', async () => {
    const scale: TestComponent = {
      inports: [{ name: 'value' }, { name: 'factor' }],
      run: ({ value, factor }, emit) => emit('out', (value as number) * (factor as number)),
    };
    const graph = graphOf(
      { one: 'One', scale: 'Scale' },
      ['one.out -> scale.value'],
      [
        [10, 'scale.factor'],
        [100, 'scale.factor'],
      ],
    );
    const { network, from } = networkOf(graph, { One: source(1, 2, 3), Scale: scale });
    await network.start();
    await network.whenIdle();
    expect(from('scale.out')).toEqual([10, 200, 300]);
  });

  it('[N2] a node fed by initial packets alone fires until each has been used', async () => {
    const graph = graphOf(
      { c: 'C' },
      [],
      [
        [1, 'c.a'],
        [2, 'c.a'],
        [9, 'c.b'],
      ],
    );
    const { network, from } = networkOf(graph, {
      C: { inports: [{ name: 'a' }, { name: 'b' }], run: (inputs, emit) => emit('out', inputs) },
    });
    await network.start();
    await network.whenIdle();
    expect(from('c.out')).toEqual([
      { a: 1, b: 9 },
      { a: 2, b: 9 },
    ]);
  });

  it('[N2] initial packets on a wired inport are simply its first messages', async () => {
    const graph = graphOf({ one: 'One', p: 'Pass' }, ['one.out -> p.in'], [[0, 'p.in']]);
    const { network, from } = networkOf(graph, { One: source(1, 2), Pass: pass });
    await network.start();
    await network.whenIdle();
    expect(from('p.out')).toEqual([0, 1, 2]);
  });

  it('[N2] a node that needs no input fires once; one whose required inport nothing feeds never fires', async () => {
    const once: TestComponent = { inports: [{ name: 'hint', required: false }], run: (_, emit) => emit('out', 'once') };
    const { network, outputs } = networkOf(graphOf({ once: 'Once', starved: 'Pass' }, []), { Once: once, Pass: pass });
    await network.start();
    await network.whenIdle();
    expect(outputs).toEqual([['once.out', 'once']]);
    expect(network.nodes.get('starved')!.rule.waitingFor).toEqual(['in']);
  });

  it('[N3] the payload holds only ports that have a value: no invented null', async () => {
    const seen: Record<string, Value>[] = [];
    const c: TestComponent = {
      inports: [{ name: 'a' }, { name: 'b', required: false }],
      run: (inputs) => void seen.push(inputs),
    };
    const { network } = networkOf(graphOf({ one: 'One', two: 'Never', c: 'C' }, ['one.out -> c.a', 'two.out -> c.b']), {
      One: source(null),
      Never: { run: () => {} },
      C: c,
    });
    await network.start();
    await network.whenIdle();
    expect(seen).toEqual([{ a: null }]);
  });
});
