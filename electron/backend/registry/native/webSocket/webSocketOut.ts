import { Packet } from '../../../channel/packet.ts';
import type { Permissions } from '../permissions.ts';
import { nativeComponent, optionalInport } from '../nativeComponent.ts';
import { placeSchema, type WebSocketEndpoints, type WebSocketPlace } from './webSocketEndpoints.ts';

export function webSocketOut(endpoints: WebSocketEndpoints, permissions: Permissions) {
  return nativeComponent<WebSocketPlace>({
    name: 'WebSocketOut',
    description:
      'Sends each message over WebSocket: to an address that it connects to, or to those who connect to a port of this machine.',
    icon: 'radio-tower',
    category: 'output',
    tags: ['websocket', 'ws', 'socket', 'stream', 'realtime', 'broadcast', 'send'],
    permissions: ['Listens on 127.0.0.1 only.', permissions.hostsSentence],
    inports: [
      optionalInport(
        'in',
        'What everybody who is connected gets: texts and bytes as they are, everything else as JSON',
      ),
      optionalInport('session', '{client, data}: what one connection gets', { type: 'object' }),
    ],
    outports: [],
    awaitAllInports: false,
    configSchema: { type: 'object', properties: placeSchema },
    create: (config) => {
      // Opened at once: those who want to listen can connect before there is something to hear.
      const lease = endpoints.open(config);
      return {
        fire: async (firing, run) => {
          const { endpoint } = lease;
          const all = firing.inputs.get('in');
          if (all) await endpoint.send(frameOf(all), undefined, run.signal);
          const session = firing.inputs.get('session')?.value;
          if (session === undefined) return;
          const { client, data } = (typeof session === 'object' ? session : {}) as { client?: unknown; data?: never };
          if (typeof client !== 'string' || data === undefined)
            throw new Error('`session` must be {client, data}, with the client that WebSocketIn named.');
          await endpoint.send(frameOf(Packet.of(data)), client, run.signal);
        },
        [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose](),
      };
    },
  });
}

function frameOf(packet: Packet): string | Uint8Array {
  const { value } = packet;
  return value instanceof Uint8Array || typeof value === 'string' ? value : packet.plainJson;
}
