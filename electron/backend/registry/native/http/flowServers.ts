import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '#shared/rpc/errors.ts';

type Answerer = (request: IncomingMessage, response: ServerResponse, parameters: Record<string, string>) => void;
type Upgrader = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

interface Route {
  /** Undefined: any. */
  readonly methods: readonly string[] | undefined;
  readonly path: RegExp;
  readonly written: string;
  readonly answer?: Answerer;
  readonly upgrade?: Upgrader;
}

/**
 * The ports on which flows of one back end listen. Nodes that name the same port share its server; the last one that goes closes
 * it. Loopback only; browsers' pages of elsewhere are refused, as is a name that was made to point here (X3).
 */
export class FlowServers {
  private readonly servers = new Map<number, FlowServer>();

  /** @throws AppError when the port is taken; disposing gives the use of the port back */
  async open(port: number): Promise<{ server: FlowServer } & AsyncDisposable> {
    let server = this.servers.get(port);
    if (!server) {
      server = new FlowServer(port, () => this.servers.delete(port));
      this.servers.set(port, server);
    }
    server.users++;
    const used = server;
    const dispose = () => used.release();
    try {
      await server.listening;
    } catch (error) {
      await dispose();
      throw error;
    }
    return { server, [Symbol.asyncDispose]: dispose };
  }
}

/** One port that flows listen on; it is open as long as somebody uses it. */
export class FlowServer {
  users = 0;
  readonly listening: Promise<void>;
  private readonly server: Server;
  private readonly routes = new Set<Route>();

  constructor(
    readonly port: number,
    private readonly onClose: () => void,
  ) {
    this.server = createServer((request, response) => this.answer(request, response));
    this.server.on('upgrade', (request, socket, head) => this.upgrade(request, socket as Socket, head));
    this.listening = new Promise((resolve, reject) => {
      this.server.once('listening', resolve).once('error', (error: NodeJS.ErrnoException) => {
        const reason = error.code === 'EADDRINUSE' ? 'another program uses it' : error.message;
        reject(new AppError('conflict', `Port ${port} cannot be opened: ${reason}. Choose another \`port\`.`));
      });
    });
    this.listening.catch(() => {});
    this.server.listen(port, '127.0.0.1');
  }

  /** @throws AppError when another node has the same path and method */
  add(route: { methods?: readonly string[]; path: string; answer?: Answerer; upgrade?: Upgrader }): Disposable {
    const added: Route = { ...route, methods: route.methods, path: pattern(route.path), written: route.path };
    for (const { written, methods, answer } of this.routes)
      if (written === added.written && Boolean(answer) === Boolean(added.answer) && overlap(methods, added.methods))
        throw new AppError(
          'conflict',
          `Another node already answers ${written} on port ${this.port}. Choose another path.`,
        );
    this.routes.add(added);
    return { [Symbol.dispose]: () => void this.routes.delete(added) };
  }

  async release(): Promise<void> {
    if (--this.users > 0) return;
    this.onClose();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const refuse = (status: number, error: string) => {
      request.resume();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    };
    if (!isLocal(request)) {
      refuse(403, 'Only programs and pages of this machine are answered.');
      return;
    }
    const path = pathOf(request);
    const matching = [...this.routes].filter((route) => route.answer && path !== undefined && route.path.test(path));
    const route = matching.find(({ methods }) => !methods || methods.includes(request.method ?? 'GET'));
    if (route) route.answer!(request, response, { ...route.path.exec(path!)!.groups });
    else if (matching.length > 0) refuse(405, `${request.method} is not answered here.`);
    else refuse(404, 'No node of the running flow answers this path.');
  }

  private upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const path = pathOf(request);
    const route = [...this.routes].find((one) => one.upgrade && path !== undefined && one.path.test(path));
    if (route && isLocal(request)) route.upgrade!(request, socket, head);
    else socket.end(`HTTP/1.1 ${route ? '403 Forbidden' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
  }
}

function pathOf({ url }: IncomingMessage): string | undefined {
  try {
    return decodeURIComponent(new URL(url ?? '/', 'http://localhost').pathname);
  } catch {
    return undefined;
  }
}

/** `/items/:id` with its parameters. */
function pattern(path: string): RegExp {
  if (!path.startsWith('/')) throw new Error(`path: \`${path}\` must begin with a slash.`);
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replace(/:([A-Za-z_]\w*)/g, '(?<$1>[^/]+)').replace(/\/$/, '')}/?$`, 'u');
}

function overlap(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return !one || !other || one.some((method) => other.includes(method));
}

const localName = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

function isLocal({ headers: { host, origin } }: IncomingMessage): boolean {
  if (!localName.test(host ?? '')) return false;
  return origin === undefined || localName.test(origin.replace(/^https?:\/\//, ''));
}
