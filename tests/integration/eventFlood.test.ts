import { expect, it } from 'vitest';
import type { NetworkEvent } from '#shared/rpc/live/networkEvent.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';
import { Folder, Served } from './commandLine.ts';

const messages = 40_000;
const flood = {
  properties: { name: 'flood' },
  processes: {
    source: { component: 'Inject', metadata: { config: { interval: 0, count: messages } } },
    pass: { component: 'Merge' },
  },
  connections: [{ from: { nodeId: 'source', portId: 'out' }, to: { nodeId: 'pass', portId: 'in1' } }],
};

it('[N5, N13] whoever listens to a flood of events hears of part of it, of how much was left out, and of the network itself', async () => {
  const path = 'flood.graph.json';
  await using folder = await Folder.make({ 'reflow.yaml': '', [path]: JSON.stringify(flood) });
  await using server = await Served.start(folder.root);
  const client = await server.connect();
  const told: { events: NetworkEvent[]; skipped: number }[] = [];
  await client.subscribe('events', { path }, (data) => told.push(data));
  await client.call('network.start', { path });
  const types = () => told.flatMap(({ events }) => events.map(({ _type }) => _type));
  await expect.poll(() => types().includes('NetworkIdle')).toBe(true);
  expect(types()).toContain('NetworkStarted');
  expect(Math.max(...told.map(({ events }) => events.length))).toBeLessThanOrEqual(10_010);
  const skipped = told.reduce((sum, one) => sum + one.skipped, 0);
  // Of each message: that it was received by the second node and that both sent it, at the least.
  expect(types().length + skipped).toBeGreaterThan(3 * messages);

  // What passed before somebody listened was not kept from them.
  const late: Topics['messages']['data'][] = [];
  await client.subscribe('messages', { path }, (data) => late.push(data));
  await expect.poll(() => late.length).toBe(1);
  expect(late[0]!.messages.length).toBeGreaterThan(0);
  expect(late[0]!.skipped).toBe(0);
  client.close();
});
