import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Transport } from '#shared/rpc/transport.ts';
import { loadZstd } from '../compression/zstd.ts';
import type { WorkspaceConfig } from '../config/configSchema.ts';
import { DisposableStore } from '../system/lifetime.ts';
import type { HealthWatch } from '../observability/health.ts';
import type { Metrics } from '../observability/metrics.ts';
import { isLoopback } from './access.ts';
import { fbpProtocol } from './fbp/fbpMessage.ts';
import type { FbpRuntime } from './fbp/fbpRuntime.ts';
import type { Handlers } from './handlers.ts';
import { HttpServer } from './httpServer.ts';
import { RpcServer, type RpcServerOptions } from './rpcServer.ts';

/** How `serve` is reached. */
export interface ServeOptions {
  httpPort: number;
  metricsPort: number;
  token: string | undefined;
  insecure: boolean;
}

/** Where a server is reached: URLs. */
export interface ServeAddresses {
  rpc: string;
  http: string;
  metrics: string;
  /** The editor with its token. */
  editor: string;
}

export interface ServersHost {
  readonly handlers: Handlers;
  readonly websocket: WorkspaceConfig['websocket'];
  readonly metrics: Metrics;
  readonly health: HealthWatch;
  readonly logger: Logger;
  /** Folder of the built editor. */
  readonly renderer: string;
  /** @param token that its clients have to know; null when nobody is let in by one */
  fbpRuntime(token: string | null): FbpRuntime;
  /** Runs before the port opens. */
  prepare(): Promise<void>;
}

/** Everything by which one back end is reached: windows over a transport of their own, and the ports of `serve`. */
export class Servers implements AsyncDisposable {
  private readonly owned = new DisposableStore();
  private readonly servers: RpcServer[] = [];
  private windowServer: RpcServer | undefined;

  constructor(private readonly host: ServersHost) {}

  get connectionCount(): number {
    return this.servers.reduce((count, server) => count + server.connectionCount, 0);
  }

  /** Serves a window or a test over any transport, with the editor's rights. */
  attach(transport: Transport): Disposable {
    this.windowServer ??= this.owned.add(this.makeServer({ host: '127.0.0.1', port: 0, token: null }));
    return this.windowServer.attach(transport, { editor: true });
  }

  /**
   * Opens the ports: RPC, editor and health, metrics.
   * @throws AppError with a sentence when a port is taken or the address may not be bound
   */
  async serve(options: ServeOptions): Promise<ServeAddresses> {
    const { health, metrics, logger } = this.host;
    const { host, port, max_frame_size, ping_interval, max_connections, compression } = this.host.websocket;
    // Elsewhere than on loopback nobody is let in by a token that nobody chose (X3).
    const mayMakeUp = isLoopback(host) || options.insecure;
    // An empty one, as an unset variable of a deployment gives it, is none.
    const chosen = options.token?.trim() === '' ? undefined : options.token;
    const token = chosen ?? (mayMakeUp ? randomBytes(24).toString('base64url') : null);
    const fbp = this.owned.add(this.host.fbpRuntime(token));
    const editorOrigins: string[] = [];
    // Ended after the server that its pages' connections are handed to: else it would wait for them.
    const http = this.owned.add(
      new HttpServer({
        ...{ host, port: options.httpPort, logger },
        purpose: { what: 'editor', flag: '--http-port' },
        routes: { '/health': () => this.healthAnswer() },
        folder: this.host.renderer,
        upgrades: { '/rpc': (request, socket, head) => rpc.handleUpgrade(request, socket, head) },
      }),
    );
    const rpc = this.owned.add(
      this.makeServer({
        ...{ host, port, token },
        subprotocols: new Map([[fbpProtocol, (transport, rights) => fbp.attach(transport, rights)]]),
        insecure: options.insecure,
        allowedOrigins: editorOrigins,
        maxFrameSize: max_frame_size,
        pingInterval: ping_interval,
        maxConnections: max_connections,
        ...(compression ? { zstd: await loadZstd() } : {}),
        onCompressed: (ratio) => metrics.compressed('rpc', ratio),
      }),
    );
    await this.host.prepare();
    await rpc.listen();
    await http.listen();
    // Pages of the editor are this server's own, though they come from another port (X3).
    editorOrigins.push(http.url, http.url.replace('127.0.0.1', 'localhost'));
    const figuresText = ({ headers }: IncomingMessage) => metrics.answer(headers.accept);
    const figures = this.owned.add(
      new HttpServer({
        ...{ host, port: options.metricsPort, logger },
        purpose: { what: 'metrics', flag: '--metrics-port' },
        routes: { '/metrics': figuresText, '/': figuresText },
      }),
    );
    await figures.listen();
    this.owned.add(health.watch());
    await health.probe();
    return { rpc: rpc.url, http: http.url, metrics: figures.url, editor: `${http.url}/?token=${token}` };
  }

  /** Takes no new calls and lets those under way finish, until the signal is aborted (P2). Dispose it afterwards. */
  async drain(signal: AbortSignal): Promise<void> {
    this.host.health.ending();
    await Promise.all(this.servers.map((server) => server.drain(signal)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.owned[Symbol.asyncDispose]();
  }

  private async healthAnswer() {
    const health = await this.host.health.check();
    const status = health.status === 'ok' ? 200 : 503;
    return { status, contentType: 'application/json', body: JSON.stringify(health) };
  }

  private makeServer(options: Omit<RpcServerOptions, 'logger'>): RpcServer {
    const { handlers, logger, metrics } = this.host;
    const server = RpcServer.for(handlers, {
      ...options,
      logger: logger.child({ part: 'rpc' }),
      onAnswered: (method, seconds, failed) => metrics.answered(method, seconds, failed),
      onDefect: () => metrics.defect('rpc'),
    });
    this.servers.push(server);
    return server;
  }
}
