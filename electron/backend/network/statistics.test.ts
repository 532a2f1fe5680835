import { expect, it } from 'vitest';
import { graphOf, networkOf } from './networkFixture.ts';
import { NetworkStatistics } from './statistics.ts';

it('[E1] rates are those of the last second or two; a run that was stopped has none, and nothing waits in it', async () => {
  const { network } = networkOf(
    graphOf({ a: 'Pass', b: 'Pass', c: 'Pair' }, ['a.out -> b.in', 'b.out -> c.in'], [[1, 'a.in']]),
    {
      Pass: { inports: [{ name: 'in' }], run: ({ in: value = null }, emit) => emit('out', value) },
      Pair: { inports: [{ name: 'in' }, { name: 'other' }], run: () => {} },
    },
  );
  const statistics = new NetworkStatistics(network, 'test.graph.json', 'run');
  const look = (now: number) => statistics.look(now, { error: null, staleGraph: null }, 0);
  expect(look(1000).rate).toBe(0);
  await network.start();
  await network.whenIdle();
  const waiting = look(2000);
  expect(waiting).toMatchObject({ rate: 2, nodes: { a: { rate: 1 }, c: { queued: 1 } } });
  expect(Object.values(waiting.wires).map(({ queued }) => queued)).toEqual([0, 1]);
  await network.stop(0);
  const over = look(2100);
  expect(over).toMatchObject({ state: 'stopped', rate: 0, nodes: { a: { rate: 0, completed: 1 }, c: { queued: 0 } } });
  for (const wire of Object.values(over.wires))
    expect(wire).toMatchObject({ queued: 0, fill: 0, parked: 0, held: null });
});

it('[E1] a steady flow has a steady rate, however often somebody looks, and none soon after its end', async () => {
  let next = 0;
  const { network } = networkOf(graphOf({ a: 'Pass' }, []), { Pass: { inports: [{ name: 'in' }], run: () => {} } });
  const node = network.nodes.get('a')!;
  Object.defineProperty(node, 'completed', { get: () => next });
  const statistics = new NetworkStatistics(network, 'test.graph.json', 'run');
  const rateAt = (now: number): number => statistics.look(now, { error: null, staleGraph: null }, 0).nodes['a']!.rate;
  const rates: number[] = [];
  for (let now = 1000; now < 9000; now += 50) {
    if (now % 200 === 0) next++;
    // Another watcher, a moment after the first.
    rates.push(rateAt(now), rateAt(now + 3));
  }
  const settled = rates.slice(100);
  expect(Math.min(...settled)).toBeGreaterThan(4);
  expect(Math.max(...settled)).toBeLessThan(6);
  for (let now = 9000; now < 11_000; now += 100) rateAt(now);
  expect(rateAt(11_000)).toBe(0);
  next++;
  expect(rateAt(11_100)).toBe(1);
});
