import { Redis } from 'ioredis';
import { mastersOf, type RedisClient } from './redisConnection.ts';

/** Milliseconds for which keys are gathered that were said to have changed. */
const gatherMilliseconds = 50;
/** Whether a key may hold something else, or only has another time to live. */
export type KeyNews = 'value' | 'expiry';

export interface RedisWatchHost {
  /** Whole keys that may have changed. */
  changed(keys: ReadonlyMap<string, KeyNews>): void;
  /** Changes may not have been told. */
  missed(): void;
}

/** How often it is looked whether a database was emptied, in milliseconds. */
const flushInterval = 1000;

/** Keyspace events of strings, lists, generic commands, expiry and eviction. */
const neededFlags = 'Kg$lxe';

/**
 * Hears which keys change in Redis, by whomever (T7): keyspace notifications, switched on where the server lets us, and on its own
 * connections, one for each node of a cluster.
 */
export class RedisWatch implements AsyncDisposable {
  private readonly subscribers = new Map<string, Redis>();
  private changed = new Map<string, KeyNews>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly flushWatch: NodeJS.Timeout;
  /** How often each server had emptied a database by the last look; undefined where that could not be asked. */
  private flushes: string | undefined;
  private readonly follow = (): void => this.connect();

  constructor(
    private readonly client: RedisClient,
    private readonly database: number,
    private readonly host: RedisWatchHost,
  ) {
    client.on('+node', this.follow);
    client.on('-node', this.follow);
    this.connect();
    this.flushWatch = setInterval(() => void this.lookForFlush(), flushInterval).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.flushWatch);
    this.client.off('+node', this.follow);
    this.client.off('-node', this.follow);
    for (const subscriber of this.subscribers.values()) subscriber.disconnect();
    this.subscribers.clear();
  }

  /** One subscriber for each node that there is now. */
  private connect(): void {
    if (this.closed) return;
    const nodes = mastersOf(this.client);
    const present = new Set(nodes.map(addressOf));
    for (const [address, subscriber] of this.subscribers)
      if (!present.has(address)) {
        subscriber.disconnect();
        this.subscribers.delete(address);
      }
    for (const node of nodes)
      if (!this.subscribers.has(addressOf(node))) this.subscribers.set(addressOf(node), this.subscribe(node));
  }

  private subscribe(node: Redis): Redis {
    const subscriber = new Redis({
      ...node.options,
      ...{ lazyConnect: false, enableAutoPipelining: false, autoResubscribe: false, socketTimeout: undefined },
      ...{ enableOfflineQueue: false, enableReadyCheck: true, readOnly: false },
      retryStrategy: (times: number) => (this.closed ? null : Math.min(50 * 2 ** Math.min(times, 6), 2000)),
    });
    subscriber.on('error', () => {});
    subscriber.on('pmessage', (_pattern: string, channel: string, event: string) => this.noteKey(channel, event));
    // What changed before it listens, be it for the first time or again, nobody has told.
    subscriber.on('ready', () => void this.listen(subscriber).then(() => this.host.missed()));
    return subscriber;
  }

  /** A server that does not let us change its configuration may have been configured for it; else nobody is told, and nothing fails. */
  private async listen(subscriber: Redis): Promise<void> {
    try {
      const [, flags = ''] = (await subscriber.config('GET', 'notify-keyspace-events')) as string[];
      const complete = flags.includes('A') ? `${flags}K` : flags + neededFlags;
      const wanted = [...new Set(complete)].join('');
      if ([...wanted].some((flag) => !flags.includes(flag)))
        await subscriber.config('SET', 'notify-keyspace-events', wanted);
    } catch {
      // NOPERM, or a managed server that has no CONFIG.
    }
    await subscriber.psubscribe(`__keyspace@${this.database}__:*`).catch(() => {});
  }

  /** A database that is emptied tells of none of its keys, but the server counts its commands. */
  private async lookForFlush(): Promise<void> {
    const counts = await Promise.all(mastersOf(this.client).map(flushesOf)).catch(() => undefined);
    if (this.closed) return;
    const before = this.flushes;
    this.flushes = counts?.join(' ');
    if (counts && before !== this.flushes) this.host.missed();
  }

  private noteKey(channel: string, event: string): void {
    const key = channel.slice(channel.indexOf('__:') + 3);
    if (key.startsWith('%marks:')) return;
    const isExpiry = event === 'expire' || event === 'persist';
    if (!isExpiry || !this.changed.has(key)) this.changed.set(key, isExpiry ? 'expiry' : 'value');
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const keys = this.changed;
      this.changed = new Map();
      this.host.changed(keys);
    }, gatherMilliseconds);
  }
}

async function flushesOf(server: Redis): Promise<string> {
  const counts = (await server.info('commandstats')).matchAll(/^cmdstat_(?:flushall|flushdb|swapdb):calls=(\d+)/gm);
  return Array.from(counts, ([, calls]) => calls).join('+');
}

function addressOf({ options }: Redis): string {
  return options.path ?? `${options.host}:${options.port}`;
}
