import { expect, it } from 'vitest';
import { graphOf, networkOf } from './networkFixture.ts';
import { NetworkStatistics } from './statistics.ts';

it('[E1] rates are those since the look before; a run that was stopped has none', async () => {
  const { network } = networkOf(graphOf({ a: 'Pass', b: 'Pass' }, ['a.out -> b.in'], [[1, 'a.in']]), {
    Pass: { inports: [{ name: 'in' }], run: ({ in: value = null }, emit) => emit('out', value) },
  });
  const statistics = new NetworkStatistics(network, 'test.graph.json', 'run');
  const look = (now: number) => statistics.look(now, { error: null, staleGraph: null }, 0);
  expect(look(1000).rate).toBe(0);
  await network.start();
  await network.whenIdle();
  expect(look(2000)).toMatchObject({ rate: 0.5, nodes: { a: { rate: 0.5 } } });
  await network.stop(0);
  expect(look(2100)).toMatchObject({ state: 'stopped', rate: 0, nodes: { a: { rate: 0, completed: 1 } } });
});
