import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { authority, handshakeTimes, listen, type Address } from './listening.ts';
import { serveStatic } from './staticFiles.ts';

/** In which a request must have come in whole. */
const requestSeconds = 10;

/** What a route answers with. */
export interface Answer {
  status?: number;
  contentType: string;
  body: string;
}

export interface HttpServerOptions extends Address {
  /** What the server is and the flag of its port, for the sentence when the port is taken. */
  purpose: { what: string; flag: string };
  /** By path: `/health`. */
  routes: Readonly<Record<string, (request: IncomingMessage) => Answer | Promise<Answer>>>;
  /** Folder of files to serve beside the routes. */
  folder?: string;
  /** By path: who takes over WebSocket handshakes (`RpcServer.handleUpgrade`). */
  upgrades?: Readonly<Record<string, (request: IncomingMessage, socket: Duplex, head: Buffer) => void>>;
  logger: Logger;
}

/** A small HTTP server for the editor, `/health` and `/metrics` (O1, E12): it reads and answers, and takes nothing in. */
export class HttpServer implements AsyncDisposable {
  private readonly server: Server;
  private address: Address | undefined;

  constructor(private readonly options: HttpServerOptions) {
    this.server = createServer(handshakeTimes(requestSeconds), (request, response) => this.respond(request, response));
    this.server.on('upgrade', (request, socket, head) => {
      const upgrade = own(options.upgrades ?? {}, pathOf(request));
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') this.respondWithoutUpgrade(request, socket);
      else if (upgrade) upgrade(request, socket, head);
      else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
  }

  /** @throws AppError with a sentence that names the port and its flag */
  async listen(): Promise<Address> {
    this.address = await listen(this.server, this.options, this.options.purpose);
    return this.address;
  }

  /** `http://127.0.0.1:5555`; only once it listens. */
  get url(): string {
    return `http://${authority(this.address ?? this.options)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** Clients of HTTP/2 ask on the way whether this could be spoken here (`Upgrade: h2c`), and take the answer in HTTP/1.1. */
  private respondWithoutUpgrade(request: IncomingMessage, socket: Duplex): void {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.once('finish', () => socket.end());
    socket.on('error', () => socket.destroy());
    this.respond(request, response);
  }

  private respond(request: IncomingMessage, response: ServerResponse): void {
    this.answer(request, response).catch((failure: unknown) => {
      this.options.logger.error({ err: failure, path: pathOf(request) }, 'an HTTP request failed unexpectedly');
      if (!response.headersSent) send(response, { status: 500, ...plain('Internal error') });
      else response.destroy();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      send(response, { status: 405, ...plain('Only GET and HEAD are answered here.') });
      return;
    }
    const route = own(this.options.routes, pathOf(request));
    if (route) send(response, await route(request));
    else if (this.options.folder !== undefined) await serveStatic(this.options.folder, request, response);
    else send(response, { status: 404, ...plain(`There is ${Object.keys(this.options.routes).join(' and ')} here.`) });
  }
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Of the target in either form, `/health` or, as to a proxy, `http://host/health`. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '').split('?', 1)[0]!;
}

function plain(sentence: string): Answer {
  return { contentType: 'text/plain; charset=utf-8', body: `${sentence}\n` };
}

function send(response: ServerResponse, { status = 200, contentType, body }: Answer): void {
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
  response.end(body);
}
