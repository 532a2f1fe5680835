import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Logger } from 'pino';
import { contract, type Contract } from '#shared/rpc/contract.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import type { ZstdCodec } from '../compression/zstd.ts';
import { isLoopback, originAllowed, sameToken, tokenIn } from './access.ts';
import { Connection } from './connection.ts';
import { Dispatcher, type DispatcherOptions } from './dispatcher.ts';
import type { Handlers, HandlersFor, MethodTable, Rights } from './handlers.ts';
import { authority, handshakeTimes, listen, type Address } from './listening.ts';
import { SocketTransport, zstdProtocol } from './socketTransport.ts';

export interface RpcServerOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** Opens the editor's methods; without one they are closed to every socket. */
  token: string | null;
  /** Lets anyone in at an address that other machines reach, without a token (X3). */
  insecure?: boolean;
  /** Bytes; a longer frame closes the connection with code 1009. */
  maxFrameSize?: number;
  /** Seconds. */
  pingInterval?: number;
  maxConnections?: number;
  /** Seconds in which a client must have sent its handshake. */
  handshakeTimeout?: number;
  /** Offers permessage-deflate. */
  compression?: boolean;
  /** Origins, beside this server's own, whose pages may connect: `http://127.0.0.1:5555`. */
  allowedOrigins?: readonly string[];
  /** Bytes that may wait for a slow client before it is dropped. */
  mostUnsent?: number;
  /** Seconds for which a client may take nothing. */
  stallLimit?: number;
  /** Reads and, for clients that offer `jsonrpc.zstd`, writes compressed frames (M5); none are when it is missing. */
  zstd?: ZstdCodec;
  /** Hears, for each compressed frame, its size divided by what it was before. */
  onCompressed?: (ratio: number) => void;
  logger: Logger;
  onAnswered?: DispatcherOptions['onAnswered'];
  onDefect?: () => void;
  /** Other protocols than JSON-RPC on the same port, by the WebSocket subprotocol that asks for them (R8). */
  subprotocols?: ReadonlyMap<string, Subprotocol>;
}

/** Serves one connection; disposing ends it. */
export type Subprotocol = (transport: SocketTransport, rights: Rights) => Disposable;

const defaults = {
  maxFrameSize: 10 * 1024 ** 2,
  pingInterval: 30,
  maxConnections: 1000,
  handshakeTimeout: 10,
  mostUnsent: 64 * 1024 ** 2,
  stallLimit: 30,
};

/** The contract's methods over WebSockets and over transports that are attached (R1–R6, X3). */
export class RpcServer implements AsyncDisposable {
  private readonly server: Server;
  private readonly sockets: WebSocketServer;
  private readonly dispatcher: Dispatcher;
  private readonly connections = new Set<Disposable>();
  private readonly options: RpcServerOptions & typeof defaults;
  private address: Address | undefined;
  private isEnding = false;

  /** @throws AppError `forbidden` for an address that other machines reach, without token and without `insecure` */
  static for(handlers: Partial<Handlers>, options: RpcServerOptions): RpcServer {
    return RpcServer.over<Contract>(contract, handlers, options);
  }

  /** A server for another table than the contract. */
  static over<Table extends MethodTable>(
    table: Table,
    handlers: Partial<HandlersFor<Table>>,
    options: RpcServerOptions,
  ): RpcServer {
    return new RpcServer(table, handlers as Partial<HandlersFor<MethodTable>>, options);
  }

  private constructor(table: MethodTable, handlers: Partial<HandlersFor<MethodTable>>, options: RpcServerOptions) {
    this.options = { ...defaults, ...withoutUndefined(options) };
    const { host, token, insecure, logger } = this.options;
    if (!isLoopback(host) && token === null && !insecure)
      throw new AppError(
        'forbidden',
        `Other machines can reach ${host}, so the RPC server needs a token there: give one with --token, or allow anyone with --insecure.`,
      );
    this.dispatcher = new Dispatcher(table, handlers, {
      onDefect: (method, defect) => {
        logger.error({ method, err: defect }, 'a method failed unexpectedly');
        options.onDefect?.();
      },
      onAnswered: options.onAnswered,
    });
    this.sockets = new WebSocketServer({
      noServer: true,
      maxPayload: this.options.maxFrameSize,
      perMessageDeflate: options.compression ?? false,
      handleProtocols: (offered) => {
        if (options.zstd && offered.has(zstdProtocol)) return zstdProtocol;
        return [...offered].find((name) => options.subprotocols?.has(name)) ?? false;
      },
    });
    this.server = createServer(handshakeTimes(this.options.handshakeTimeout), (_request, response) => {
      response.writeHead(426, {
        'Content-Type': 'text/plain; charset=utf-8',
        Upgrade: 'websocket',
        Connection: 'close',
      });
      response.end('This port speaks JSON-RPC 2.0 over WebSocket.\n');
    });
    this.server.on('upgrade', (request, socket, head) => this.handleUpgrade(request, socket, head));
  }

  /** @throws AppError with a sentence that names the port and the flag when it cannot be bound */
  async listen(): Promise<Address> {
    this.address = await listen(this.server, this.options, { what: 'RPC server', flag: '--port' });
    this.options.logger.debug({ address: this.url }, 'RPC server listens');
    return this.address;
  }

  /** `ws://127.0.0.1:5556`; only once it listens. */
  get url(): string {
    return `ws://${authority(this.address ?? this.options)}`;
  }

  get connectionCount(): number {
    return this.connections.size;
  }

  /** Serves another transport, such as a window's MessagePort, with the same methods. Disposing ends it. */
  attach(transport: Transport, rights: Rights): Disposable {
    const connection = new Connection(transport, this.dispatcher, rights);
    this.connections.add(connection);
    connection.whenClosed(() => this.connections.delete(connection));
    return connection;
  }

  /** Takes over a WebSocket handshake, also one that came in at another server of this program. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refusal = this.refusalOf(request);
    if (refusal) {
      this.options.logger.warn({ status: refusal.status, origin: request.headers.origin }, refusal.sentence);
      refuse(socket, refusal);
      return;
    }
    const token = tokenIn(request);
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const transport = new SocketTransport(webSocket, socket as Socket, this.options);
      const rights = { editor: token !== undefined };
      const subprotocol = this.options.subprotocols?.get(webSocket.protocol);
      const connection = subprotocol ? subprotocol(transport, rights) : this.attach(transport, rights);
      this.connections.add(connection);
      this.options.logger.debug({ remote: request.socket.remoteAddress }, 'client connected');
      webSocket.once('close', (code) => {
        this.options.logger.debug({ code }, 'client left');
        connection[Symbol.dispose]();
        this.connections.delete(connection);
      });
    });
  }

  /** Takes no new clients and no new calls, and waits until those under way are answered or the signal is aborted (P2). */
  async drain(signal: AbortSignal): Promise<void> {
    this.isEnding = true;
    this.dispatcher.end();
    if (this.server.listening) this.server.close();
    const impatient = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const clients = [...this.connections].filter((client) => client instanceof Connection);
    await Promise.race([Promise.all(clients.map((client) => client.whenIdle())), impatient]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.connections) connection[Symbol.dispose]();
    const { clients } = this.sockets;
    const closing = [...clients].map((client) => new Promise((resolve) => client.once('close', resolve)));
    const impatient = setTimeout(() => clients.forEach((client) => client.terminate()), 1000);
    await Promise.all(closing);
    clearTimeout(impatient);
    this.sockets.close();
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private refusalOf(request: IncomingMessage): Refusal | undefined {
    const { host, token, insecure, allowedOrigins, maxConnections } = this.options;
    if (this.isEnding) return { status: '503 Service Unavailable', sentence: 'The server is ending; try another.' };
    if (!originAllowed(request, host, allowedOrigins ?? []))
      return { status: '403 Forbidden', sentence: 'Pages of other origins may not connect.' };
    const given = tokenIn(request);
    if (given !== undefined && (token === null || !sameToken(given, token)))
      return { status: '401 Unauthorized', sentence: 'The token is wrong. Use the one that the server printed.' };
    if (given === undefined && !isLoopback(host) && !insecure)
      return { status: '401 Unauthorized', sentence: 'This address needs the token: connect with ?token=TOKEN.' };
    if (this.sockets.clients.size >= maxConnections)
      return {
        status: '503 Service Unavailable',
        sentence: `All ${maxConnections} connections are in use; raise websocket.max_connections or try again later.`,
      };
    return undefined;
  }
}

interface Refusal {
  status: string;
  sentence: string;
}

function refuse(socket: Duplex, { status, sentence }: Refusal): void {
  const body = `${sentence}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
