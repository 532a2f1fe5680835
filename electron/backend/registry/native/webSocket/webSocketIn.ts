import { parseJson } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { Packet, valueOfJson } from '../../../channel/packet.ts';
import type { Permissions } from '../permissions.ts';
import { nativeComponent, outport } from '../nativeComponent.ts';
import { placeSchema, type WebSocketEndpoints, type WebSocketPlace } from './webSocketEndpoints.ts';

interface WebSocketInConfig extends WebSocketPlace {
  format: 'json' | 'text';
}

export function webSocketIn(endpoints: WebSocketEndpoints, permissions: Permissions) {
  return nativeComponent<WebSocketInConfig>({
    name: 'WebSocketIn',
    description:
      'Receives WebSocket messages: from an address that it connects to, or from those who connect to a port of this machine.',
    icon: 'plug',
    category: 'sources',
    tags: ['websocket', 'ws', 'socket', 'stream', 'realtime', 'listen', 'receive'],
    permissions: ['Listens on 127.0.0.1 only.', permissions.hostsSentence],
    inports: [],
    outports: [
      outport('out', 'What was received: JSON as a value, text as text, binary as bytes'),
      outport('session', '{client, data}; with its client, WebSocketOut answers that connection alone', {
        type: 'object',
      }),
    ],
    configSchema: {
      type: 'object',
      properties: {
        ...placeSchema,
        format: {
          type: 'string',
          title: 'Texts are',
          description: 'json: values where they are JSON, else texts',
          enum: ['json', 'text'],
          default: 'json',
        },
      },
    },
    create: (config) => async (firing, run) => {
      await using lease = endpoints.open(config);
      const { endpoint } = lease;
      using _ = endpoint.onFrame(({ client, data, holdUntil }) => {
        const packet = Packet.of(typeof data === 'string' && config.format === 'json' ? valueOfText(data) : data);
        firing.emit('session', Packet.of({ client, data: packet.value }), false);
        firing.emit('out', packet, false);
        if (run.held) holdUntil(run.whenFree());
      });
      await Promise.race([endpoint.ready, run.untilCancelled()]);
      const place = config.url === '' ? `ws://127.0.0.1:${config.port}${config.path}` : config.url;
      firing.log('info', `${config.url === '' ? 'Listens at' : 'Connected to'} ${place.split('?')[0]}`, Date.now());
      await run.untilCancelled();
    },
  });
}

function valueOfText(text: string): Value {
  try {
    return valueOfJson(parseJson(text));
  } catch {
    return text;
  }
}
