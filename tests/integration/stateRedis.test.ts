import { describe, expect, it } from 'vitest';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import type { StateEntry } from '#shared/rpc/live/state.ts';
import type { SystemStatus } from '#shared/rpc/live/system.ts';
import { RedisServer } from '../contract/redisServer.ts';
import { Folder, Served } from './commandLine.ts';

const messages = 400;
const flow = {
  properties: { name: 'main' },
  processes: {
    numbers: { component: 'Inject', metadata: { config: { interval: 5, payload: 1, count: messages } } },
    count: { component: 'Count' },
  },
  connections: [{ from: { nodeId: 'numbers', portId: 'out' }, to: { nodeId: 'count', portId: 'n' } }],
};
const count = `
from reflow import actor

@actor(name="Count", inports=["n"], outports=["total"])
async def count(context):
    total = await context.state.increment("total", context.get_input("n"))
    await context.state.push("all", total)
    return {"total": total}
`;

describe('a flow with its state in Redis', () => {
  it('[T6][T7] counts every message once while Redis is killed and comes back, and shows its state, its history and what others change', async () => {
    await using redis = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'always');
    await using folder = await Folder.make({
      'reflow.yaml': '',
      'count.actor.py': count,
      'main.graph.json': JSON.stringify(flow),
    });
    await using server = await Served.start(folder.root, ['--redis', redis.url]);
    const client = await server.connect();
    const path = 'main.graph.json';
    const namespace = 'reflow/main';
    const scope = { namespace, actorId: 'count' };
    let status: NetworkStatus | undefined;
    const seen: SystemStatus['state'][] = [];
    const entries = new Map<string, StateEntry>();
    try {
      await client.subscribe('network', { path }, (data) => (status = data));
      await client.subscribe('system', {}, ({ state }) => seen.push(state));
      await client.subscribe('state', { namespace }, ({ changed }) =>
        changed.forEach((entry) => entries.set(entry.key, entry)),
      );
      await client.call('network.start', { path });
      const completed = () => status?.nodes['count']?.completed ?? 0;
      for (const share of [0.2, 0.5]) {
        await expect.poll(completed, { timeout: 30_000 }).toBeGreaterThan(messages * share);
        await redis.kill();
        await expect.poll(() => seen.at(-1)?.available, { timeout: 15_000 }).toBe(false);
        await redis.launch();
        await expect.poll(() => seen.at(-1)?.available, { timeout: 15_000 }).toBe(true);
      }
      await expect.poll(completed, { timeout: 60_000 }).toBe(messages);
      expect(status!.nodes['count']).toMatchObject({ failed: 0, lastError: null });
      const cli = redis.client();
      expect(await cli.get('reflow/main:count:total')).toBe(String(messages));
      expect(await cli.llen('reflow/main:count:all')).toBe(messages);

      await expect.poll(() => entries.get('total')?.json).toBe(String(messages));
      expect(entries.get('total')).toMatchObject({ type: 'counter', writer: 'count' });
      const found = await client.call('state.list', { search: 'TOT' });
      expect(found.entries.map(({ key }) => key)).toEqual(['total']);
      await client.call('state.set', { ...scope, key: 'total', value: 7 });
      await cli.set('reflow/main:count:total', '9');
      const history = async () =>
        (await client.call('state.history', { ...scope, key: 'total', limit: 3 })).changes.map(
          ({ operation, writer, before, after }) => ({ operation, writer, before, after }),
        );
      await expect.poll(history).toMatchObject([
        { operation: 'elsewhere', writer: 'another program', before: '7', after: '9' },
        { operation: 'set', writer: 'state browser', before: '400', after: '7' },
        { operation: 'increment', writer: 'count', before: '399', after: '400' },
      ]);
      await expect.poll(() => entries.get('total')?.json).toBe('9');
      expect(await client.call('state.delete', { ...scope, key: 'total' })).toEqual({ deleted: true });
      cli.disconnect();
    } finally {
      client.close();
    }
  }, 180_000);
});
