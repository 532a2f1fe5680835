import type { Permissions } from '../permissions.ts';
import { Packet } from '../../../channel/packet.ts';
import { inport, nativeComponent, outport } from '../nativeComponent.ts';
import type { StreamClient, StreamConnections } from './streamConnection.ts';
import { dataField } from './streamEntry.ts';

interface RedisStreamOutConfig {
  stream: string;
  longest: number;
  url: string;
}

export function redisStreamOut(permissions: Permissions, connections: StreamConnections) {
  return nativeComponent<RedisStreamOutConfig>({
    name: 'RedisStreamOut',
    description:
      'Adds each message to a Redis stream, from where RedisStreamIn receives it, on this machine or another.',
    icon: 'send',
    category: 'output',
    tags: ['redis', 'stream', 'queue', 'publish', 'scale', 'distributed'],
    permissions: ["The workspace's Redis.", permissions.hostsSentence],
    inports: [inport('in', 'What to add')],
    outports: [outport('id', 'The id that Redis gave the entry', { type: 'string' })],
    configSchema: {
      type: 'object',
      properties: {
        stream: { type: 'string', title: 'Stream', minLength: 1 },
        longest: {
          type: 'integer',
          title: 'Entries kept',
          description: 'About so many; 0: all',
          minimum: 0,
          default: 0,
        },
        url: { type: 'string', title: 'Redis', description: "Left out: the workspace's redis.url", default: '' },
      },
      required: ['stream'],
    },
    create: ({ stream, longest, url }) => {
      let client: StreamClient | undefined;
      return {
        fire: async (firing, run) => {
          const packet = firing.inputs.get('in');
          if (!packet) return;
          client ??= connections.open(url);
          const trim = longest > 0 ? (['MAXLEN', '~', longest] as const) : [];
          const adding = client.xadd(stream, ...trim, '*', dataField, packet.json.toString('utf8'));
          const id = await Promise.race([adding, run.untilCancelled()]);
          if (typeof id === 'string') firing.emit('id', Packet.of(id), false);
        },
        [Symbol.asyncDispose]: async () => client?.[Symbol.asyncDispose](),
      };
    },
  });
}
