import type { StreamClient } from './streamConnection.ts';
import type { RawEntry } from './streamEntry.ts';

export interface StreamGroupOptions {
  readonly stream: string;
  readonly group: string;
  readonly consumer: string;
  readonly start: 'beginning' | 'new';
  /** Entries at once. */
  readonly count: number;
  /** Milliseconds without a sign of life after which a worker counts as dead. */
  readonly take_over_ms: number;
}

/**
 * One worker of a Redis consumer group. Entries that it works on get a sign of life again and again, so that only those of a worker
 * that died grow old enough for others to take them over.
 */
export class StreamGroup {
  private exists = false;
  private lastLook = Number.NEGATIVE_INFINITY;

  /** @param signs another connection, for what must not wait behind a read that blocks */
  constructor(
    private readonly client: StreamClient,
    private readonly signs: StreamClient,
    private readonly options: StreamGroupOptions,
  ) {}

  /** Entries of dead workers where there are some, else new ones; none when nothing came for `block` milliseconds. */
  async next(block: number): Promise<RawEntry[]> {
    await this.create();
    const { stream, group, consumer, count, take_over_ms } = this.options;
    try {
      if (performance.now() - this.lastLook >= take_over_ms / 2) {
        const [, entries] = (await this.client.xautoclaim(
          ...([stream, group, consumer, take_over_ms, '0-0', 'COUNT', count] as const),
        )) as [string, RawEntry[]];
        const alive = entries.filter(([, fields]) => fields !== null);
        if (alive.length > 0) return alive;
        this.lastLook = performance.now();
      }
      const answer = (await this.client.xreadgroup(
        ...(['GROUP', group, consumer, 'COUNT', count, 'BLOCK', block, 'STREAMS', stream, '>'] as const),
      )) as [string, RawEntry[]][] | null;
      return answer?.[0]?.[1] ?? [];
    } catch (error) {
      // Somebody deleted the stream, or Redis came back empty.
      if ((error as Error).message.startsWith('NOGROUP')) this.exists = false;
      throw error;
    }
  }

  /** Signs of life for entries until it is disposed. */
  keepAlive(entries: readonly RawEntry[]): AsyncDisposable {
    const { stream, group, consumer, take_over_ms } = this.options;
    const ids = entries.map(([id]) => id);
    let last: Promise<unknown> = Promise.resolve();
    const timer = setInterval(() => {
      last = this.signs.call('XCLAIM', stream, group, consumer, 0, ...ids, 'JUSTID').catch(() => {});
    }, take_over_ms / 3);
    return {
      async [Symbol.asyncDispose]() {
        clearInterval(timer);
        await Promise.race([last, new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
      },
    };
  }

  async acknowledge(entries: readonly RawEntry[]): Promise<void> {
    const { stream, group } = this.options;
    await this.signs.xack(stream, group, ...entries.map(([id]) => id));
  }

  /** Takes this worker's name off the group, unless it still has entries that others are to take over. */
  async leave(): Promise<void> {
    const { stream, group, consumer } = this.options;
    if (this.signs.status !== 'ready') return;
    const pending = await this.signs.xpending(stream, group, '-', '+', 1, consumer).catch(() => undefined);
    if (Array.isArray(pending) && pending.length === 0)
      await this.signs.xgroup('DELCONSUMER', stream, group, consumer).catch(() => {});
  }

  private async create(): Promise<void> {
    if (this.exists) return;
    const { stream, group, start } = this.options;
    try {
      await this.client.xgroup('CREATE', stream, group, start === 'new' ? '$' : '0', 'MKSTREAM');
    } catch (error) {
      if (!(error as Error).message.startsWith('BUSYGROUP')) throw error;
    }
    this.exists = true;
  }
}
