import { randomUUID } from 'node:crypto';
import { WebSocketServer, type WebSocket } from 'ws';
import type { FlowServer, FlowServers } from '../http/flowServers.ts';
import { FrameListeners, largestFrame, sendFrame } from './frameListeners.ts';
import type { ReceivedFrame, WebSocketEndpoint } from './webSocketEndpoint.ts';

/** Connections that one endpoint has at most. */
const mostClients = 1000;

/** Listens on a port of this machine, and speaks with everybody who connects. */
export class ServerEndpoint implements WebSocketEndpoint {
  readonly ready: Promise<void>;
  private readonly clients = new Map<string, WebSocket>();
  private readonly listeners = new FrameListeners();
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: largestFrame });
  private readonly opening: Promise<{ server: FlowServer } & AsyncDisposable>;

  constructor(servers: FlowServers, port: number, path: string) {
    this.opening = servers.open(port);
    this.ready = this.opening.then(({ server }) => {
      server.add({
        path,
        upgrade: (request, socket, head) => {
          if (this.clients.size < mostClients)
            this.sockets.handleUpgrade(request, socket, head, (client) => this.welcome(client));
          else socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
        },
      });
    });
    this.ready.catch(() => {});
  }

  onFrame(listener: (frame: ReceivedFrame) => void): Disposable {
    return this.listeners.add(listener);
  }

  async send(data: string | Uint8Array, client: string | undefined): Promise<void> {
    await this.ready;
    if (client === undefined) {
      // One that ends or is slow is no reason to fail for the others.
      await Promise.allSettled([...this.clients.values()].map((socket) => sendFrame(socket, data)));
      return;
    }
    const socket = this.clients.get(client);
    if (!socket) throw new Error(`The connection ${client} is not there any more.`);
    await sendFrame(socket, data);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.clients.values()) socket.close(1001, 'The flow was stopped.');
    const lease = await this.opening.catch(() => undefined);
    for (const socket of this.clients.values()) socket.terminate();
    await lease?.[Symbol.asyncDispose]();
  }

  private welcome(socket: WebSocket): void {
    const client = randomUUID();
    this.clients.set(client, socket);
    socket.on('error', () => socket.terminate());
    socket.once('close', () => this.clients.delete(client));
    this.listeners.follow(socket, client);
  }
}
