import { describe, expect, it } from 'vitest';
import { Packet } from '../channel/packet.ts';
import { graphOf, networkOf, pass, source, type TestComponent } from './networkFixture.ts';
import { stuckNodes } from './stuckNodes.ts';

describe('nodes that can never go on', () => {
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
});
