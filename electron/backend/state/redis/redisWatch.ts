import { Cluster, Redis } from 'ioredis';
import type { RedisClient } from './redisConnection.ts';

/** Milliseconds for which keys are gathered that were said to have changed. */
const gatherMilliseconds = 50;
/** Whether a key may hold something else, or only has another time to live. */
export type KeyNews = 'value' | 'expiry';

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
  private readonly follow = (): void => this.connect();

  /**
   * @param onKeys gets whole keys that may have changed
   * @param onReconnect is called when notifications may have been missed
   */
  constructor(
    private readonly client: RedisClient,
    private readonly database: number,
    private readonly onKeys: (keys: ReadonlyMap<string, KeyNews>) => void,
    private readonly onReconnect: () => void,
  ) {
    client.on('+node', this.follow);
    client.on('-node', this.follow);
    this.connect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    this.client.off('+node', this.follow);
    this.client.off('-node', this.follow);
    for (const subscriber of this.subscribers.values()) subscriber.disconnect();
    this.subscribers.clear();
  }

  /** One subscriber for each node that there is now. */
  private connect(): void {
    if (this.closed) return;
    const nodes = this.client instanceof Cluster ? this.client.nodes('master') : [this.client];
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
    let wasReady = false;
    subscriber.on('error', () => {});
    subscriber.on('pmessage', (_pattern: string, channel: string, event: string) => this.noteKey(channel, event));
    subscriber.on('ready', () => {
      void this.listen(subscriber).then(() => {
        if (wasReady) this.onReconnect();
        wasReady = true;
      });
    });
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

  private noteKey(channel: string, event: string): void {
    const key = channel.slice(channel.indexOf('__:') + 3);
    if (key.startsWith('%marks:')) return;
    const isExpiry = event === 'expire' || event === 'persist';
    if (!isExpiry || !this.changed.has(key)) this.changed.set(key, isExpiry ? 'expiry' : 'value');
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const keys = this.changed;
      this.changed = new Map();
      this.onKeys(keys);
    }, gatherMilliseconds);
  }
}

function addressOf({ options }: Redis): string {
  return options.path ?? `${options.host}:${options.port}`;
}
