import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '#shared/message/message.ts';
import type { NetworkEvent } from '#shared/rpc/live/networkEvent.ts';
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

describe('delivery (N1, N3, N4)', () => {
  it('[N4] fan-out delivers every message to every connected port', async () => {
    const graph = graphOf({ s: 'S', a: 'Pass', b: 'Pass', c: 'Pass' }, [
      's.out -> a.in',
      's.out -> b.in',
      's.out -> c.in',
    ]);
    const values = Array.from({ length: 500 }, (_, index) => index);
    const { network, from } = networkOf(graph, { S: source(...values), Pass: pass });
    await network.start();
    await network.whenIdle();
    for (const node of ['a', 'b', 'c']) expect(from(`${node}.out`)).toEqual(values);
  });

  it('[N4] loops work and end when nothing more is sent', async () => {
    const countdown: TestComponent = {
      inports: [{ name: 'in' }],
      outports: ['again', 'done'],
      run: ({ in: n }, emit) => ((n as number) > 0 ? emit('again', (n as number) - 1) : emit('done', 'landed')),
    };
    const { network, outputs } = networkOf(graphOf({ c: 'C' }, ['c.again -> c.in'], [[1000, 'c.in']]), {
      C: countdown,
    });
    await network.start();
    await network.whenIdle();
    expect(outputs.filter(([port]) => port === 'c.done')).toEqual([['c.done', 'landed']]);
    expect(network.nodes.get('c')!.completed).toBe(1001);
  });

  it('[N1] a full queue holds its senders back, stays within its bound, and drops nothing', async () => {
    let longest = 0;
    const count = 400;
    const graph = graphOf({ s: 'S', fast: 'Pass', slow: 'Slow' }, ['s.out -> fast.in', 'fast.out -> slow.in']);
    const { network, from } = networkOf(
      graph,
      {
        S: source(...Array.from({ length: count }, (_, index) => index)),
        Pass: pass,
        Slow: {
          inports: [{ name: 'in' }],
          run: async ({ in: value }, emit) => {
            longest = Math.max(longest, network.nodes.get('slow')!.inlets.get('in')!.queue.length);
            await Promise.resolve();
            emit('out', value!);
          },
        },
      },
      { queueLimits: { messages: 10, bytes: 1 << 20 } },
    );
    await network.start();
    await network.whenIdle();
    expect(from('slow.out')).toEqual(Array.from({ length: count }, (_, index) => index));
    expect(longest).toBeGreaterThan(1);
    expect(longest).toBeLessThanOrEqual(10);
  });

  it('[N3] order is kept on every connection whatever the timing, and nothing is lost or doubled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.array(fc.integer(), { maxLength: 30 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 5 }),
        async (length, inputs, bound) => {
          const nodes: Record<string, string> = {};
          const wires: string[] = [];
          const components: Record<string, TestComponent> = {
            Slow: { ...pass, run: async (inputs, emit) => (await later(), emit('out', inputs['in']!)) },
            Pass: pass,
          };
          inputs.forEach((values, chain) => {
            nodes[`s${chain}`] = `S${chain}`;
            components[`S${chain}`] = source(...values.map((value) => [chain, value]));
            for (let at = 0; at < length; at++) {
              nodes[`p${chain}x${at}`] = at % 2 ? 'Slow' : 'Pass';
              wires.push(`${at === 0 ? `s${chain}` : `p${chain}x${at - 1}`}.out -> p${chain}x${at}.in`);
            }
            wires.push(`p${chain}x${length - 1}.out -> sink.in`);
          });
          nodes['sink'] = 'Pass';
          const { network, from } = networkOf(graphOf(nodes, wires), components, {
            queueLimits: { messages: bound, bytes: 1 << 20 },
          });
          await network.start();
          await network.whenIdle();
          const arrived = from('sink.out') as [number, number][];
          inputs.forEach((values, chain) => {
            expect(arrived.filter(([from]) => from === chain).map(([, value]) => value)).toEqual(values);
          });
          await network.stop(0);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('events and life (N5, N6, A7)', () => {
  it('[N5] events carry _type, camelCase fields and a millisecond timestamp, in order', async () => {
    const { network } = networkOf(graphOf({ s: 'S', p: 'Pass' }, ['s.out -> p.in']), { S: source(7), Pass: pass });
    const events: NetworkEvent[] = [];
    network.onEvent((event) => events.push(event));
    await network.start();
    await network.whenIdle();
    await network.stop();
    expect(events.map((event) => event._type)).toEqual([
      'NetworkStarted',
      'ActorStarted',
      'ActorEmit',
      'MessageSent',
      'ActorCompleted',
      'MessageReceived',
      'ActorStarted',
      'ActorEmit',
      'ActorCompleted',
      'NetworkIdle',
      'NetworkShutdown',
    ]);
    expect(events[3]).toMatchObject({ fromActor: 's', fromPort: 'out', toActor: 'p', toPort: 'in', data: 7 });
    for (const event of events) expect(Math.abs(Date.now() - event.timestamp)).toBeLessThan(60_000);
  });

  it('[A7] a failure goes to a connected error outport; otherwise the node shows it and lives on', async () => {
    const fussy: TestComponent = {
      inports: [{ name: 'in' }],
      run: ({ in: value }, emit) => {
        if (value === 2) throw new Error('no twos');
        emit('out', value!);
      },
    };
    const wired = networkOf(graphOf({ s: 'S', f: 'F', e: 'Pass' }, ['s.out -> f.in', 'f.error -> e.in']), {
      S: source(1, 2, 3),
      F: fussy,
      Pass: pass,
    });
    await wired.network.start();
    await wired.network.whenIdle();
    expect(wired.from('f.out')).toEqual([1, 3]);
    expect(wired.from('e.out')).toEqual([{ message: 'no twos', type: 'Error', stack: '', port: null }]);
    const unwired = networkOf(graphOf({ s: 'S', f: 'F' }, ['s.out -> f.in']), { S: source(1, 2, 3), F: fussy });
    await unwired.network.start();
    await unwired.network.whenIdle();
    expect(unwired.from('f.out')).toEqual([1, 3]);
    expect(unwired.network.nodes.get('f')!.lastError?.message).toBe('no twos');
  });

  it('[N6] pause holds every queue and step lets one message through', async () => {
    const { network, from } = networkOf(graphOf({ p: 'Pass' }, [], []), { Pass: pass });
    await network.start();
    await network.whenIdle();
    network.pause();
    for (const value of [1, 2, 3]) network.inject('p', 'in', Packet.of(value));
    await later();
    expect(from('p.out')).toEqual([]);
    expect(network.step()).toBe('p');
    expect(from('p.out')).toEqual([1]);
    network.resume();
    await network.whenIdle();
    expect(from('p.out')).toEqual([1, 2, 3]);
  });
});
