import { ConnectionLost, type CallOptions, type Client, type RpcClient } from './client.ts';
import type { Method, Notifications, Params, Result } from './contract.ts';
import { AppError } from './errors.ts';
import { KeptConnection } from './keptConnection.ts';
import type { Topic, Topics } from './live/topics.ts';
import { isRepeatable } from './repeatable.ts';
import type { Transport } from './transport.ts';

export interface LastingOptions {
  /** Opens a connection; fails when that is not possible now. */
  open(): Promise<Transport>;
  /** From 0 to 1, to spread attempts. */
  random(): number;
  /** Milliseconds for which a call waits for a connection. */
  patience?: number;
  /** A connection was made: its own client, for what must not outlive it. */
  connected?(client: RpcClient): void;
  disconnected?(reason: string): void;
}

const usualPatience = 10_000;

/**
 * A client that outlives its connections (R7). It connects again with back-off; calls that were not sent yet wait for that, up to a
 * deadline; calls under way are made again when they may be (`isRepeatable`), else fail. Subscriptions and listeners go on.
 */
export class LastingClient implements Client, Disposable {
  private current: RpcClient | undefined;
  private lostBecause = 'no connection was made yet';
  private isClosed = false;
  private readonly waiting = new Set<() => void>();
  /** What is attached to each connection. */
  private readonly attachments = new Set<(client: RpcClient) => void>();
  private readonly connection: KeptConnection;

  constructor(private readonly options: LastingOptions) {
    this.connection = new KeptConnection(
      options.open,
      {
        connected: (client) => this.connected(client),
        disconnected: (reason) => this.disconnected(reason),
      },
      options.random,
    );
  }

  async call<M extends Method>(method: M, params: Params<M>, options: CallOptions = {}): Promise<Result<M>> {
    const deadline = options.timeout === undefined ? Number.POSITIVE_INFINITY : Date.now() + options.timeout;
    for (;;) {
      const client = await this.client(method, options.signal, deadline);
      const left = deadline === Number.POSITIVE_INFINITY ? {} : { timeout: Math.max(1, deadline - Date.now()) };
      try {
        return await client.call(method, params, { ...options, ...left });
      } catch (failure) {
        if (!(failure instanceof ConnectionLost) || this.isClosed) throw failure;
        if (failure.sent && !isRepeatable(method))
          throw new ConnectionLost(`${failure.message}. Nobody knows whether ${method} was done.`, true);
      }
    }
  }

  on<N extends keyof Notifications>(name: N, listener: (params: Notifications[N]) => void): () => void {
    let stop: (() => void) | undefined;
    const detach = this.attach((client) => (stop = client.on(name, listener)));
    return () => {
      detach();
      stop?.();
    };
  }

  /** As `Client.subscribe`; after each reconnection `deliver` gets the present state first again. */
  async subscribe<T extends Topic>(
    topic: T,
    params: Topics[T]['params'],
    deliver: (data: Topics[T]['data']) => void,
  ): Promise<() => void> {
    let stop: (() => void) | undefined;
    let isEnded = false;
    const begin = async (client: RpcClient): Promise<void> => {
      const end = await client.subscribe(topic, params, (data) => {
        if (!isEnded) deliver(data);
      });
      if (isEnded) end();
      else stop = end;
    };
    const detach = await new Promise<() => void>((resolve, reject) => {
      const detach = this.attach((client) => {
        begin(client).then(
          () => resolve(detach),
          (failure: unknown) => {
            // The next connection begins it again.
            if (failure instanceof ConnectionLost && !this.isClosed) return;
            detach();
            reject(failure as Error);
          },
        );
      });
    });
    return () => {
      isEnded = true;
      detach();
      stop?.();
    };
  }

  /** Tries to connect at once instead of waiting for the back-off. */
  retryNow(): void {
    this.connection.retryNow();
  }

  close(): void {
    this.isClosed = true;
    this.lostBecause = 'closed';
    this.connection[Symbol.dispose]();
    this.current = undefined;
    this.wake();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private attach(begin: (client: RpcClient) => void): () => void {
    this.attachments.add(begin);
    if (this.current) begin(this.current);
    return () => void this.attachments.delete(begin);
  }

  private connected(client: RpcClient): void {
    this.current = client;
    for (const begin of this.attachments) begin(client);
    this.options.connected?.(client);
    this.wake();
  }

  private disconnected(reason: string): void {
    this.current = undefined;
    this.lostBecause = reason;
    this.options.disconnected?.(reason);
  }

  private wake(): void {
    for (const look of this.waiting) look();
  }

  /** The client of the present connection, or of the next. */
  private client(method: string, signal: AbortSignal | undefined, deadline: number): Promise<RpcClient> {
    if (this.current && !signal?.aborted) return Promise.resolve(this.current);
    const patience = Math.min(this.options.patience ?? usualPatience, deadline - Date.now());
    return new Promise((resolve, reject) => {
      const settled = (settle: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', look);
        this.waiting.delete(look);
        settle();
      };
      const fail = (failure: AppError): void => settled(() => reject(failure));
      const timer = setTimeout(
        () => fail(new AppError('timeout', `${method} was not sent: not connected (${this.lostBecause}).`)),
        patience,
      );
      const look = (): void => {
        const { current } = this;
        if (signal?.aborted) fail(new AppError('cancelled', `${method} was cancelled`));
        else if (this.isClosed) fail(new ConnectionLost(`Not connected: ${this.lostBecause}`, false));
        else if (current) settled(() => resolve(current));
      };
      signal?.addEventListener('abort', look);
      this.waiting.add(look);
      look();
    });
  }
}
