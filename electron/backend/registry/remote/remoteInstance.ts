import { ConnectionLost, type RpcClient } from '#shared/rpc/client.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { KeptConnection } from '#shared/rpc/keptConnection.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { cancelled } from '../cancelled.ts';
import type { ComponentInstance, Firing, InstanceOptions } from '../component.ts';
import { Pace } from '../script/pace.ts';
import type { RemoteCode } from './remoteCode.ts';
import { failureOf, packetOf, payloadOf } from './remoteMessages.ts';

/** A connection whose other side can be held back. */
export interface RemoteTransport extends Transport {
  /** Reads nothing until `resume`. */
  pause(): void;
  resume(): void;
}

export interface RemoteServices {
  /** `host:port`, for sentences. */
  readonly where: string;
  open(): Promise<RemoteTransport>;
  /** The actor's code as it is now. */
  code(): Promise<RemoteCode>;
  random(): number;
  /** Milliseconds for which a message waits for the server. */
  readonly patience: number;
  onDisposed(instance: RemoteInstance): void;
}

/** Milliseconds that a server has to be there and take the code when a node starts. */
const startPatience = 30_000;
/** The most messages that are handed over ahead of time, so that the server need not wait for this one; a slow actor has fewer. */
const mostUnderWay = 16;

interface Waiting {
  readonly number: number;
  readonly firing: Firing;
  /** When it began to wait for the server, in milliseconds of `performance.now`. */
  since: number;
  /** The server forgot the actor when this was sent the last time. */
  wasForgotten: boolean;
}

/**
 * A node's script actor on another runtime server (R2, R3): the server loads its code, each firing is a `process` call there, and
 * what it sends streams back. Messages not yet sent wait for a server that is away; those it had when it was lost fail, since nobody
 * knows what became of them.
 */
export class RemoteInstance implements ComponentInstance {
  private readonly pace = new Pace(mostUnderWay);
  private readonly connection: KeptConnection;
  private transport: RemoteTransport | undefined;
  private client: RpcClient | undefined;
  /** The name under which the present connection's server has the code. */
  private actor: string | undefined;
  /** The code that was loaded, or refused, last. */
  private codeName = '';
  private readonly waiting: Waiting[] = [];
  private readonly underWay = new Map<Waiting, AbortController>();
  private lastNumber = 0;
  private patienceTimer: NodeJS.Timeout | undefined;
  private isHeld = false;
  private isDisposed = false;
  private lostBecause = '';
  private whenReady: { resolve(): void; reject(error: Error): void } | undefined;

  private constructor(
    private readonly options: InstanceOptions,
    private readonly services: RemoteServices,
  ) {
    this.connection = new KeptConnection(
      async () => (this.transport = await services.open()),
      {
        connected: (client) => this.connected(client),
        disconnected: (reason) => this.disconnected(reason),
      },
      services.random,
    );
  }

  /** @throws AppError when the server is not there in time, or does not take the code */
  static async create(options: InstanceOptions, services: RemoteServices): Promise<RemoteInstance> {
    const instance = new RemoteInstance(options, services);
    const abort = (): void => instance.whenReady?.reject(new AppError('cancelled', `${options.actorId} was stopped.`));
    options.signal?.addEventListener('abort', abort);
    const late = setTimeout(
      () =>
        instance.whenReady?.reject(
          new AppError(
            'timeout',
            `${options.actorId} runs on ${services.where}, which is not there: ${instance.lostBecause}`,
          ),
        ),
      startPatience,
    );
    try {
      await new Promise<void>((resolve, reject) => (instance.whenReady = { resolve, reject }));
    } catch (error) {
      await instance[Symbol.asyncDispose]();
      throw error;
    } finally {
      instance.whenReady = undefined;
      clearTimeout(late);
      options.signal?.removeEventListener('abort', abort);
    }
    return instance;
  }

  get capacity(): number {
    return this.pace.capacity;
  }

  fire(firing: Firing): void {
    if (this.isDisposed) return firing.complete(cancelled);
    this.waiting.push({ number: ++this.lastNumber, firing, since: performance.now(), wasForgotten: false });
    this.advance();
  }

  hold(held: boolean): void {
    this.isHeld = held;
    if (held) this.transport?.pause();
    else this.transport?.resume();
    if (!held) this.advance();
  }

  cancel(): void {
    for (const { firing } of this.waiting.splice(0)) firing.complete(cancelled);
    for (const abortion of this.underWay.values()) abortion.abort();
  }

  /** The actor's file changed: later messages run the new code (S8). */
  async reload(): Promise<void> {
    const { client } = this;
    if (!client || this.actor === undefined) return;
    try {
      const code = await this.services.code();
      if (code.name === this.codeName) return;
      const actor = await this.load(client, code);
      if (client === this.client) this.actor = actor;
      this.options.host.staleCode(null);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) this.options.host.staleCode((error as Error).message);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isDisposed) return;
    this.isDisposed = true;
    clearTimeout(this.patienceTimer);
    this.cancel();
    this.connection[Symbol.dispose]();
    this.services.onDisposed(this);
  }

  private connected(client: RpcClient): void {
    this.client = client;
    if (this.lostBecause !== '' && !this.whenReady) this.log('info', `${this.services.where} is back.`);
    this.lostBecause = '';
    if (this.isHeld) this.transport?.pause();
    void this.prepare(client);
  }

  private disconnected(reason: string): void {
    const wasThere = this.client !== undefined;
    this.client = undefined;
    this.actor = undefined;
    this.lostBecause = reason;
    if (wasThere && !this.whenReady) this.log('warn', `${this.services.where} was lost: ${reason}.`);
    const now = performance.now();
    if (wasThere) for (const one of this.waiting) one.since = now;
    this.watchPatience();
  }

  private async prepare(client: RpcClient): Promise<void> {
    try {
      const actor = await this.load(client, await this.services.code());
      const asked = performance.now();
      await client.call('describe', { actor_id: actor });
      if (client !== this.client) return;
      this.pace.delay = performance.now() - asked;
      this.actor = actor;
      this.whenReady?.resolve();
      this.advance();
    } catch (error) {
      if (client !== this.client || error instanceof ConnectionLost) return;
      if (this.whenReady) return this.whenReady.reject(error as Error);
      const failure = failureOf(error);
      this.log('error', failure.message);
      for (const { firing } of this.waiting.splice(0)) firing.complete(failure);
    }
  }

  private async load(client: RpcClient, code: RemoteCode): Promise<string> {
    const { success, actor, error } = await client.call('load', { ...code });
    this.codeName = code.name;
    if (success && actor !== undefined) return actor;
    throw new AppError('actorFailed', `${this.services.where} does not take the code: ${error}`);
  }

  private advance(): void {
    const { client, actor } = this;
    if (client && actor !== undefined && !this.isHeld)
      for (const next of this.waiting.splice(0, Math.max(0, this.capacity - this.underWay.size)))
        void this.send(client, actor, next);
    this.watchPatience();
  }

  private async send(client: RpcClient, actor: string, one: Waiting): Promise<void> {
    const { firing } = one;
    const { config, state } = this.options;
    const abortion = new AbortController();
    if (this.underWay.size === 0) this.pace.begin();
    this.underWay.set(one, abortion);
    try {
      await client.call(
        'process',
        {
          actor_id: actor,
          payload: payloadOf(firing),
          config,
          state: { namespace: state.namespace, actor_id: state.actorId },
          every_output: true,
          ...(firing.timestamp === undefined ? {} : { timestamp: firing.timestamp }),
          ...(firing.trace ? { traceparent: firing.trace.traceparent } : {}),
        },
        {
          signal: abortion.signal,
          onOutput: ({ port, data, dataText }) => firing.emit(port, packetOf(data, dataText), false),
          onLog: ({ level, text, timestamp }) => firing.log(level as LogLevel, text, timestamp),
        },
      );
      this.pace.note();
      this.complete(one, undefined);
    } catch (error) {
      if (this.isForgotten(error, one)) this.sendAgain(client, one);
      else if (abortion.signal.aborted) this.complete(one, cancelled);
      else if (error instanceof ConnectionLost) this.complete(one, this.lost());
      else this.complete(one, failureOf(error));
    }
  }

  /** A server that does not know the actor has not begun, so the message can be sent again once the code is loaded. */
  private isForgotten(error: unknown, { wasForgotten }: Waiting): boolean {
    return error instanceof AppError && error.code === 'unknownActor' && !wasForgotten && !this.isDisposed;
  }

  private sendAgain(client: RpcClient, one: Waiting): void {
    this.underWay.delete(one);
    one.wasForgotten = true;
    one.since = performance.now();
    this.waiting.push(one);
    this.waiting.sort((a, b) => a.number - b.number);
    if (client !== this.client || this.actor === undefined) return;
    this.actor = undefined;
    void this.prepare(client);
  }

  private complete(one: Waiting, failure: ActorFailure | undefined): void {
    this.underWay.delete(one);
    one.firing.complete(failure);
    this.advance();
  }

  /** While the server is away, messages that have waited long enough fail. */
  private watchPatience(): void {
    clearTimeout(this.patienceTimer);
    const [oldest] = this.waiting;
    if (!oldest || this.actor !== undefined || this.isDisposed) return;
    this.patienceTimer = setTimeout(
      () => {
        const limit = performance.now() - this.services.patience;
        while (this.waiting[0] && this.waiting[0].since <= limit)
          this.waiting.shift()!.firing.complete({
            type: 'RemoteUnavailable',
            message: `${this.services.where} was away for ${this.services.patience / 1000} s (${this.lostBecause}), so the message was not sent.`,
            stack: '',
            port: null,
          });
        this.watchPatience();
      },
      Math.max(1, oldest.since + this.services.patience - performance.now()),
    );
  }

  private lost(): ActorFailure {
    const message =
      `${this.services.where} was lost while it had this message (${this.lostBecause}). Nobody knows whether it was processed, ` +
      'so it is not sent again by itself.';
    return { type: 'RemoteLost', message, stack: '', port: null };
  }

  private log(level: LogLevel, text: string): void {
    this.options.host.log(level, text);
  }
}
