import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Packet } from '../../../channel/packet.ts';
import type { Permissions } from '../permissions.ts';
import type { Firing, InstanceOptions } from '../../component.ts';
import { nativeComponent, outport } from '../nativeComponent.ts';
import type { NativeRun } from '../behaviour.ts';
import type { StreamClient, StreamConnections } from './streamConnection.ts';
import { StreamGroup } from './streamGroup.ts';
import { packetOfEntry, type RawEntry } from './streamEntry.ts';

interface RedisStreamInConfig {
  stream: string;
  group: string;
  consumer: string;
  start: 'beginning' | 'new';
  count: number;
  take_over_ms: number;
  url: string;
}

/** Milliseconds for which one read waits for entries. */
const longestBlock = 1000;

export function redisStreamIn(permissions: Permissions, connections: StreamConnections) {
  return nativeComponent<RedisStreamInConfig>({
    name: 'RedisStreamIn',
    description:
      'Receives the entries of a Redis stream as one of a group of workers. An entry is acknowledged when the flow has done all it does with it; those of a worker that died are taken over.',
    icon: 'inbox',
    category: 'sources',
    tags: ['redis', 'stream', 'queue', 'worker', 'consumer', 'group', 'scale', 'distributed'],
    permissions: ["The workspace's Redis.", permissions.hostsSentence],
    inports: [],
    outports: [outport('out', 'Each message'), outport('entry', '{id, stream, data}', { type: 'object' })],
    configSchema: {
      type: 'object',
      properties: {
        stream: { type: 'string', title: 'Stream', minLength: 1 },
        group: {
          type: 'string',
          title: 'Group',
          description: 'Workers of one group share the entries',
          minLength: 1,
          default: 'reflow',
        },
        consumer: {
          type: 'string',
          title: 'Name of this worker',
          description: 'Left out: one of its own',
          default: '',
        },
        start: { type: 'string', title: 'A new group begins', enum: ['beginning', 'new'], default: 'beginning' },
        count: { type: 'integer', title: 'Entries at once', minimum: 1, maximum: 10000, default: 10 },
        take_over_ms: {
          type: 'integer',
          title: 'A worker is dead after (ms)',
          description: 'Without a sign of life for so long, others take over what it had not finished',
          minimum: 100,
          default: 30000,
        },
        url: { type: 'string', title: 'Redis', description: "Left out: the workspace's redis.url", default: '' },
      },
      required: ['stream'],
    },
    create: (config, node) => async (firing, run) => {
      await using client = connections.open(config.url);
      await using signs = connections.open(config.url);
      const consumer = config.consumer || `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
      const group = new StreamGroup(client, signs, { ...config, consumer });
      await receive(group, config, { firing, run, node, client });
    },
  });
}

interface Reception {
  firing: Firing;
  run: NativeRun;
  node: InstanceOptions;
  client: StreamClient;
}

async function receive(
  group: StreamGroup,
  { stream, take_over_ms }: RedisStreamInConfig,
  { firing, run, node, client }: Reception,
): Promise<void> {
  // Cancelling has to end a read that blocks, too.
  run.signal.addEventListener('abort', () => client.disconnect(), { once: true });
  const block = Math.min(longestBlock, take_over_ms);
  let lastFailure = '';
  while (!run.signal.aborted) {
    try {
      const entries = await group.next(block);
      lastFailure = '';
      if (entries.length > 0) await pass(group, entries, stream, { firing, run, node, client });
    } catch (error) {
      if (run.signal.aborted) break;
      const { message } = error as Error;
      if (isLasting(message)) throw error;
      if (message !== lastFailure) firing.log('warn', `${stream} cannot be read, trying again: ${message}`, Date.now());
      lastFailure = message;
      await run.sleep(500).catch(() => {});
    }
  }
  await group.leave();
}

/** Hands entries to the flow, waits until it is done with them, and says so to Redis. */
async function pass(
  group: StreamGroup,
  entries: readonly RawEntry[],
  stream: string,
  { firing, run, node }: Reception,
): Promise<void> {
  await using _ = group.keepAlive(entries);
  let passed = 0;
  for (const [id, fields] of entries) {
    if (run.held && !(await isFree(run))) break;
    passed++;
    const packet = packetOfEntry(fields ?? []);
    firing.emit('entry', Packet.of({ id, stream, data: packet.value }), false);
    firing.emit('out', packet, false);
  }
  // Also where the node is told to end: what the flow has done with is nobody else's any more.
  const isDone = (await node.host.whenDrained?.()) ?? true;
  if (isDone && passed > 0) await group.acknowledge(entries.slice(0, passed));
}

/** Waits until messages are wanted. @returns false when the node is to end */
function isFree(run: NativeRun): Promise<boolean> {
  return run.whenFree().then(
    () => true,
    () => false,
  );
}

/** Trying again would not help. */
function isLasting(message: string): boolean {
  return /^(?:WRONGTYPE|NOPERM|NOAUTH|WRONGPASS)/.test(message);
}
