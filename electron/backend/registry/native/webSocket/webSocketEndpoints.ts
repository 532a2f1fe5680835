import type { Permissions } from '../permissions.ts';
import type { FlowServers } from '../http/flowServers.ts';
import { ClientEndpoint } from './clientEndpoint.ts';
import { ServerEndpoint } from './serverEndpoint.ts';
import type { WebSocketEndpoint } from './webSocketEndpoint.ts';

/** Where a node speaks WebSocket: an address that it connects to, or a port and path on which it listens. */
export interface WebSocketPlace {
  readonly url: string;
  readonly port: number;
  readonly path: string;
}

/** The endpoints of one back end, by place. */
export class WebSocketEndpoints {
  private readonly endpoints = new Map<string, { endpoint: WebSocketEndpoint; users: number }>();

  constructor(
    private readonly servers: FlowServers,
    private readonly permissions: Permissions,
  ) {}

  /** @throws AppError `forbidden`, Error for an address that cannot be used; disposing gives the use back */
  open(place: WebSocketPlace): { endpoint: WebSocketEndpoint } & AsyncDisposable {
    const key = place.url === '' ? `${place.port} ${place.path}` : place.url;
    const shared = this.endpoints.get(key) ?? { endpoint: this.make(place), users: 0 };
    this.endpoints.set(key, shared);
    shared.users++;
    let isOpen = true;
    return {
      endpoint: shared.endpoint,
      [Symbol.asyncDispose]: async () => {
        if (!isOpen) return;
        isOpen = false;
        if (--shared.users > 0) return;
        this.endpoints.delete(key);
        await shared.endpoint[Symbol.asyncDispose]();
      },
    };
  }

  private make({ url, port, path }: WebSocketPlace): WebSocketEndpoint {
    if (url === '') return new ServerEndpoint(this.servers, port, path);
    if (!URL.canParse(url)) throw new Error(`url: \`${url}\` is no address; write for example wss://example.com/feed.`);
    this.permissions.checkUrl(new URL(url), ['ws', 'wss']);
    return new ClientEndpoint(url);
  }
}

/** What both components have in their config. */
export const placeSchema = {
  url: {
    type: 'string',
    title: 'Address to connect to',
    description: 'Such as wss://example.com/feed. Left out: it listens on the port',
    default: '',
  },
  port: { type: 'integer', title: 'Port to listen on', minimum: 1, maximum: 65535, default: 8080 },
  path: { type: 'string', title: 'Path to listen on', default: '/ws' },
} as const;
