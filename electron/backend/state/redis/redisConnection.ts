import { Cluster, Redis, type ClusterOptions, type RedisOptions } from 'ioredis';
import { AppError } from '#shared/rpc/errors.ts';
import { Deadlines, TimeUp } from './deadlines.ts';
import { isAnswer, isMoved, isPassing, isRefusal, nextStep, saidBy, wasSent } from './redisFailures.ts';
import { writeRedisAddress, type RedisAddress } from './redisAddress.ts';
import { writeScript } from './writeScript.ts';

/** Certificates in PEM form, besides those that the system trusts. */
export interface RedisTls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Commands that ioredis has and its types do not name. */
interface ScriptCommands {
  evalBuffer(script: string, keys: number, ...args: (string | Buffer)[]): Promise<Buffer>;
  evalshaBuffer(sha: string, keys: number, ...args: (string | Buffer)[]): Promise<Buffer>;
}

export type RedisClient = (Redis | Cluster) & ScriptCommands;

/** Sends commands. `isFirst` is false when Redis may not know the script, or may have done it already. */
type Attempt<T> = (client: RedisClient, isFirst: boolean) => Promise<T>;

/** What is tried until it is done, or its time (of `Date.now`) is up. */
interface Operation<T> {
  readonly attempt: Attempt<T>;
  readonly deadline: number;
  readonly isChange: boolean;
}

/** How the last try ended. */
interface FailedTry {
  /** What Redis said, or was said of it; undefined when there was no answer. */
  readonly said: string | undefined;
  /** Redis may have done it, or may still do it. */
  readonly isOpen: boolean;
  readonly tries: number;
}

/** Hears whether Redis takes changes. */
interface ChangeObserver {
  readonly reason: string | undefined;
  failed(said: string): void;
}

/**
 * A connection to Redis that comes back by itself. Commands of one turn share one round trip (T5). While Redis is away, commands wait
 * and are tried again in their order until their time is up (T6).
 */
export class RedisConnection implements AsyncDisposable {
  readonly client: RedisClient;
  private isReady = false;
  private readonly waiting = new Set<() => void>();
  private readonly deadlines = new Deadlines();
  /** Changes whenever Redis may have forgotten everything. */
  epoch = 0;
  private lastError: string | undefined;
  private closed = false;

  /**
   * @param patience milliseconds for which an operation waits
   * @param changes hears how changes fare, and knows why they do not
   * @param tls certificates, where the address asks for TLS
   */
  constructor(
    private readonly address: RedisAddress,
    private readonly patience: number,
    private readonly changes: ChangeObserver,
    tls: RedisTls = {},
  ) {
    this.client = connectRedis(address, {}, tls) as RedisClient;
    this.client.on('ready', () => void this.prepare());
    this.client.on('close', () => {
      this.isReady = false;
    });
    this.client.on('error', (error: Error) => {
      this.lastError = saidBy(error);
    });
    if (this.client instanceof Cluster) this.client.on('+node', hearLateErrors);
    else hearLateErrors(this.client);
  }

  availability(): { available: boolean; detail: string } {
    if (this.closed) return { available: false, detail: 'The connection to Redis is closed.' };
    if (!this.isReady) return { available: false, detail: this.silence };
    const { reason } = this.changes;
    if (reason !== undefined) return { available: false, detail: `${this.name} takes no changes: ${reason}` };
    return { available: true, detail: this.name };
  }

  private get name(): string {
    return `Redis at ${writeRedisAddress(this.address)}`;
  }

  private get silence(): string {
    return `${this.name} does not answer${this.lastError ? `: ${this.lastError}` : ''}`;
  }

  /** Waits until Redis can be used, or until the time is up; says which. */
  waitReady(milliseconds: number): Promise<boolean> {
    if (this.isReady || this.closed) return Promise.resolve(this.isReady);
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve(this.isReady);
      };
      const timer = setTimeout(done, milliseconds);
      this.waiting.add(done);
    });
  }

  /**
   * Runs commands, again where the connection broke or Redis asked for patience.
   * @param patience milliseconds for which this operation waits
   * @param isChange whether it matters that Redis may do it when nobody waits for it any more
   * @throws AppError `stateUnavailable` once the time is up, or when Redis refuses; what Redis says of the operation itself is
   *   thrown as it came
   */
  run<T>(attempt: Attempt<T>, patience = this.patience, isChange = false): Promise<T> {
    const deadline = Date.now() + patience;
    if (!this.isReady) return this.tryFrom({ attempt, deadline, isChange });
    this.gather();
    // Every operation of every actor comes by here: nothing is made for it that only a retry needs.
    return this.deadlines.within(attempt(this.client, true), patience, async (failure) => {
      const operation = { attempt, deadline, isChange };
      return this.tryFrom(operation, await this.outlast(operation, failure));
    });
  }

  /**
   * Commands of this turn leave in one write. (ioredis's own pipelines do that, too, at twice the cost and one after another; in a cluster
   * they also find out which node is asked.)
   */
  private gather(): void {
    if (this.client instanceof Cluster) return;
    const { stream } = this.client;
    if (stream.writableCorked > 0) return;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  private async tryFrom<T>(operation: Operation<T>, before?: FailedTry): Promise<T> {
    const { attempt, deadline } = operation;
    for (;;) {
      if (!this.isReady && !(await this.waitReady(deadline - Date.now()))) throw this.unavailable(before);
      try {
        return await this.deadlines.within(attempt(this.client, before === undefined), deadline - Date.now());
      } catch (failure) {
        before = await this.outlast(operation, failure, before);
      }
    }
  }

  /**
   * Waits a moment after a failure that passes; answers what it was.
   * @throws AppError `stateUnavailable` when it does not pass in time; what is said of the operation itself as it came
   */
  private async outlast(
    { deadline, isChange }: Pick<Operation<unknown>, 'deadline' | 'isChange'>,
    failure: unknown,
    before?: FailedTry,
  ): Promise<FailedTry> {
    const tries = (before?.tries ?? 0) + 1;
    const isOpen = isChange && !isAnswer(failure) && (wasSent(failure) || before?.isOpen === true);
    if (failure instanceof TimeUp || this.closed) throw this.unavailable({ said: before?.said, isOpen, tries });
    const said = saidBy(failure);
    if (isChange) this.changes.failed(said);
    if (isRefusal(said)) throw this.unavailable({ said, isOpen, tries });
    if (!isPassing(said)) throw failure;
    this.lastError = said;
    // Of commands that leave together the client itself looks for no other node.
    if (isMoved(said) && this.client instanceof Cluster) this.client.refreshSlotsCache();
    if (this.isReady && tries > 1) await new Promise((resolve) => setTimeout(resolve, Math.min(20 * tries, 500)));
    if (Date.now() >= deadline) throw this.unavailable({ said, isOpen, tries });
    return { said, isOpen, tries };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    this.isReady = false;
    this.deadlines[Symbol.dispose]();
    for (const done of this.waiting) done();
    const ended = new Promise<void>((resolve) => this.client.once('end', resolve));
    const { status } = this.client;
    for (const node of this.client instanceof Cluster ? this.client.nodes() : [this.client]) hearStream(node);
    this.client.disconnect();
    if (status !== 'end') await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 500).unref())]);
  }

  /** Puts the script where it is called before anybody may call it. */
  private async prepare(): Promise<void> {
    try {
      await Promise.all(mastersOf(this.client).map((node) => node.script('LOAD', writeScript.text)));
    } catch (failure) {
      this.lastError = saidBy(failure);
      if (!isRefusal(this.lastError)) return;
    }
    if (this.closed) return;
    this.epoch++;
    this.isReady = true;
    const waiting = [...this.waiting];
    for (const done of waiting) done();
  }

  private unavailable({ said, isOpen }: Partial<FailedTry> = {}): AppError {
    const problem = !this.isReady
      ? this.silence
      : said === undefined
        ? `${this.name} did not answer in time`
        : `${this.name} says: ${said}`;
    const open = isOpen
      ? ' What it was asked to change may be changed all the same, so look before it is asked again.'
      : '';
    const advice = nextStep(this.isReady ? said : (this.lastError ?? said));
    return new AppError('stateUnavailable', `The state of actors cannot be reached: ${problem}.${open} ${advice}`);
  }
}

/** The servers that hold keys, as far as they are known to be there: those of a cluster, or the only one. */
export function mastersOf(client: RedisClient): Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

/**
 * All servers that hold keys.
 * @throws Error that passes (see `isPassing`) while a part of a cluster is away, so that its keys would be missing
 */
export async function allMasters(client: RedisClient): Promise<Redis[]> {
  const masters = mastersOf(client);
  if (!(client instanceof Cluster)) return masters;
  const info = String(await masters[0]?.cluster('INFO'));
  const figure = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]);
  if (figure('cluster_slots_ok') === allSlots && figure('cluster_size') === masters.length) return masters;
  throw new Error('CLUSTERDOWN some of its nodes are away');
}

const allSlots = 16_384;

/** ioredis hears the first failure of a socket only; a TLS socket may have a second, which would end this program. */
function hearLateErrors(node: Redis): void {
  node.on('error', () => hearStream(node));
}

function hearStream(node: Redis): void {
  (node as unknown as { stream?: NodeJS.EventEmitter }).stream?.on('error', () => {});
}

/** A client that connects, again and again with growing waits. @param options instead of those that suit state */
export function connectRedis(
  { nodes, path, cluster, tls, username, password, db }: RedisAddress,
  options: Pick<RedisOptions, 'enableOfflineQueue' | 'maxRetriesPerRequest' | 'autoResendUnfulfilledCommands'> = {},
  certificates: RedisTls = {},
): Redis | Cluster {
  const common = {
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(tls ? { tls: { ...certificates } } : {}),
    protocol: 2,
    connectTimeout: 5000,
    // A connection that answers nothing for this long is given up and made anew.
    socketTimeout: 10_000,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    ...options,
  } satisfies RedisOptions;
  const backOff = (times: number): number => Math.min(20 * 2 ** Math.min(times, 10), 1000);
  if (cluster) {
    const clusterOptions: ClusterOptions = {
      redisOptions: common,
      enableAutoPipelining: true,
      enableOfflineQueue: options.enableOfflineQueue ?? false,
      clusterRetryStrategy: backOff,
      slotsRefreshTimeout: 5000,
    };
    return new Cluster([...nodes], clusterOptions);
  }
  return new Redis({
    ...common,
    ...(path === undefined ? nodes[0]! : { path }),
    db,
    enableOfflineQueue: options.enableOfflineQueue ?? false,
    retryStrategy: backOff,
  });
}
