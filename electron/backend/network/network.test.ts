import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetworkEvent } from '#shared/rpc/live/networkEvent.ts';
import { Packet } from '../channel/packet.ts';
import { graphOf, later, networkOf, pass, source, type TestComponent } from './networkFixture.ts';

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
