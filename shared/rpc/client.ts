import type { Method, Notifications, Params, Result } from './contract.ts';
import { AppError, fromRpcError } from './errors.ts';
import type { Topic, Topics } from './live/topics.ts';
import { readMessages, type SentOutput, type ServerMessage, type ServerNotification } from './serverMessages.ts';
import type { Transport } from './transport.ts';
import { writeJsonText } from '../message/jsonText.ts';

type NotificationName = keyof Notifications;
type Listener = (params: never) => void;

export interface CallOptions {
  signal?: AbortSignal;
  /** Milliseconds; none when missing. The server is then told to cancel it. */
  timeout?: number;
  /** Hears what the actor of a `process` call sends while it runs (R3). */
  onOutput?(output: SentOutput): void;
  /** Hears what it logs (A5). */
  onLog?(record: Notifications['log']): void;
}

interface Pending extends Pick<CallOptions, 'onOutput' | 'onLog'> {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** Calls the methods of the contract; over one connection (`RpcClient`) or over as many as it takes (`LastingClient`). */
export interface Client {
  /** @throws AppError with the server's code, or `cancelled`/`timeout` from `options` */
  call<M extends Method>(method: M, params: Params<M>, options?: CallOptions): Promise<Result<M>>;
  /** Hears a notification; returns the function that stops it. */
  on<N extends NotificationName>(name: N, listener: (params: Notifications[N]) => void): () => void;
  /** Subscribes to a topic; returns the function that ends it. `deliver` gets the topic's present state first. */
  subscribe<T extends Topic>(
    topic: T,
    params: Topics[T]['params'],
    deliver: (data: Topics[T]['data']) => void,
  ): Promise<() => void>;
  close(): void;
}

/** The connection went before the answer came (R7). */
export class ConnectionLost extends AppError {
  /** @param sent whether the server may have heard the call, and may have done what it asks */
  constructor(
    message: string,
    readonly sent: boolean,
  ) {
    super('cancelled', message);
  }
}

/** A typed JSON-RPC client over any transport. One a connection; when the transport closes, calls in flight fail. */
export class RpcClient implements Client {
  private nextId = 1;
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Map<NotificationName, Set<Listener>>();
  private readonly subscriptions = new Map<number, (data: never) => void>();
  /** Events that arrive between the server's answer to `subscribe` and the caller's continuation. */
  private readonly early = new Map<number, unknown[]>();
  /** Why it can be used no more; undefined while it can. */
  closedBecause: string | undefined;

  constructor(private readonly transport: Transport) {
    transport.onMessage((text) => this.receive(text));
    transport.onClose((reason) => this.fail(reason));
    this.on('event', ({ subscription, data }) => {
      const deliver = this.subscriptions.get(subscription);
      if (deliver) deliver(data as never);
      else this.early.set(subscription, [...(this.early.get(subscription) ?? []), data]);
    });
  }

  call<M extends Method>(method: M, params: Params<M>, options: CallOptions = {}): Promise<Result<M>> {
    if (this.closedBecause !== undefined)
      return Promise.reject(new ConnectionLost(`Not connected: ${this.closedBecause}`, false));
    if (options.signal?.aborted) return Promise.reject(new AppError('cancelled', `${method} was cancelled`));
    const id = this.nextId++;
    return new Promise<Result<M>>((resolve, reject) => {
      const { signal, timeout } = options;
      const giveUp = (failure: AppError): void => {
        settle.reject(failure);
        this.transport.send(JSON.stringify({ jsonrpc: '2.0', method: 'cancel', params: { id } }));
      };
      const abort = (): void => giveUp(new AppError('cancelled', `${method} was cancelled`));
      const late = (): void => giveUp(new AppError('timeout', `${method} got no answer within ${timeout} ms`));
      const timer = timeout === undefined ? undefined : setTimeout(late, timeout);
      const done = (): void => {
        this.pending.delete(id);
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const settle: Pending = {
        ...options,
        resolve: (result: never) => (done(), resolve(result)),
        reject: (error: Error) => (done(), reject(error)),
      };
      this.pending.set(id, settle);
      signal?.addEventListener('abort', abort);
      this.transport.send(writeJsonText({ jsonrpc: '2.0', method, params, id }));
    });
  }

  on<N extends NotificationName>(name: N, listener: (params: Notifications[N]) => void): () => void {
    const all = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, all.add(listener as Listener));
    return () => void all.delete(listener as Listener);
  }

  async subscribe<T extends Topic>(
    topic: T,
    params: Topics[T]['params'],
    deliver: (data: Topics[T]['data']) => void,
  ): Promise<() => void> {
    const { subscription } = await this.call('subscribe', { topic, params: params as Record<string, unknown> });
    this.subscriptions.set(subscription, deliver as (data: never) => void);
    for (const data of this.early.get(subscription) ?? []) deliver(data as Topics[T]['data']);
    this.early.delete(subscription);
    return () => {
      if (!this.subscriptions.delete(subscription)) return;
      if (this.closedBecause === undefined) void this.call('unsubscribe', { subscription }).catch(() => {});
    };
  }

  close(): void {
    this.transport.close();
    this.fail('closed');
  }

  private receive(text: string): void {
    if (this.closedBecause !== undefined) return;
    let messages: readonly ServerMessage[];
    try {
      messages = readMessages(text);
    } catch (problem) {
      // Whoever sends that is not understood any further; its end of the connection is as good as lost.
      this.fail((problem as Error).message);
      this.transport.close();
      return;
    }
    for (const one of messages) {
      if ('method' in one) {
        this.hear(one);
        for (const listener of this.listeners.get(one.method as NotificationName) ?? []) listener(one.params as never);
        continue;
      }
      const waiting = this.pending.get(one.id);
      if (one.error) waiting?.reject(fromRpcError(one.error));
      else waiting?.resolve(one.result as never);
    }
  }

  /** What belongs to one call reaches whoever made it. */
  private hear({ method, params }: ServerNotification): void {
    if (method === 'script_output') {
      const output = params as SentOutput;
      this.pending.get(output.request_id as number)?.onOutput?.(output);
    } else if (method === 'log') {
      const record = params as Notifications['log'];
      this.pending.get(record.request_id as number)?.onLog?.(record);
    }
  }

  private fail(reason: string): void {
    if (this.closedBecause !== undefined) return;
    this.closedBecause = reason;
    for (const { reject } of [...this.pending.values()]) reject(new ConnectionLost(`Connection lost: ${reason}`, true));
  }
}
