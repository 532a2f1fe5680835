import { AppError } from '#shared/rpc/errors.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import type { FlowControlledTransport } from '../connection.ts';
import type { Rights } from '../handlers.ts';
import { readFbpRequest, writeFbpMessage, type FbpArea, type FbpMessage, type FbpRequest } from './fbpMessage.ts';
import type { Asker } from './followedGraph.ts';

/** What a connection hands its requests to. */
export interface FbpServer {
  /** Whether a secret opens the editor's rights. */
  accepts(secret: string): boolean;
  /** Settles when the request was answered. @throws AppError as its answer */
  handle(request: FbpRequest, asker: Asker, isAllowed: boolean): Promise<void>;
  reportDefect(request: FbpRequest | undefined, defect: unknown): void;
}

const mostWaiting = 1024;
/** Unsent bytes beyond which messages that a client may miss are left out. */
const slowBytes = 4 * 1024 ** 2;

/** One FBP client. Its requests are answered one after another, in their order. */
export class FbpConnection implements Disposable {
  private readonly waiting: string[] = [];
  private isWorking = false;
  private isClosed = false;
  private leftOut = 0;
  /** It showed the token: with the handshake, or as its secret. */
  isTrusted: boolean;

  constructor(
    private readonly transport: Transport | FlowControlledTransport,
    private readonly server: FbpServer,
    private readonly rights: Rights,
    private readonly onClosed: (connection: FbpConnection) => void,
  ) {
    this.isTrusted = rights.editor;
    transport.onMessage((text) => this.receive(text));
    transport.onClose(() => this.end());
  }

  send(message: FbpMessage, responseTo?: string): void {
    if (!this.isClosed) this.transport.send(writeFbpMessage(message, responseTo));
  }

  /** Sends what the client may miss, and says afterwards how much of it that was. */
  show(message: FbpMessage): void {
    if (this.unsentBytes > slowBytes) {
      this.leftOut++;
      return;
    }
    if (this.leftOut > 0) {
      const text = `${this.leftOut} messages of the network are not shown: this client takes them too slowly.`;
      this.leftOut = 0;
      this.send({ protocol: 'network', command: 'output', payload: { message: text, type: 'message' } });
    }
    this.send(message);
  }

  [Symbol.dispose](): void {
    this.transport.close();
    this.end();
  }

  private get unsentBytes(): number {
    return 'unsentBytes' in this.transport ? this.transport.unsentBytes : 0;
  }

  private receive(text: string): void {
    this.waiting.push(text);
    if (this.waiting.length > mostWaiting && 'pause' in this.transport) this.transport.pause();
    if (!this.isWorking) void this.work();
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    for (let text = this.waiting.shift(); text !== undefined && !this.isClosed; text = this.waiting.shift()) {
      await this.answer(text);
      if (this.waiting.length < mostWaiting / 2 && 'resume' in this.transport) this.transport.resume();
    }
    this.isWorking = false;
  }

  private async answer(text: string): Promise<void> {
    let request: FbpRequest | undefined;
    try {
      request = readFbpRequest(text);
      const { requestId, secret } = request;
      const isAllowed = this.rights.editor || (secret !== undefined && this.server.accepts(secret));
      if (isAllowed) this.isTrusted = true;
      await this.server.handle(request, new Answering(this, requestId), isAllowed);
    } catch (failure) {
      if (!(failure instanceof AppError)) this.server.reportDefect(request, failure);
      const message = failure instanceof AppError ? failure.message : 'Internal error';
      this.send({ protocol: areaOf(request), command: 'error', payload: { message } }, request?.requestId);
    }
  }

  private end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.waiting.length = 0;
    this.onClosed(this);
  }
}

/** One request of a connection, to be answered. */
export class Answering implements Asker {
  constructor(
    readonly connection: FbpConnection,
    private readonly requestId: string | undefined,
  ) {}

  answer(message: FbpMessage): void {
    this.connection.send(message, this.requestId);
  }
}

const areas: ReadonlySet<string> = new Set<FbpArea>(['runtime', 'graph', 'component', 'network', 'trace']);

/** The part of the protocol in which an error is said. */
function areaOf(request: FbpRequest | undefined): FbpArea {
  return request && areas.has(request.protocol) ? (request.protocol as FbpArea) : 'runtime';
}
