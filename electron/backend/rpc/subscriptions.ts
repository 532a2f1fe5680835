import { AppError } from '#shared/rpc/errors.ts';
import { topicParams } from '#shared/rpc/live/topicParams.ts';
import type { Topic, Topics } from '#shared/rpc/live/topics.ts';
import type { Caller, Handlers } from './handlers.ts';
import { parseParams } from './parseParams.ts';

/**
 * Where each topic's data comes from. A source delivers the present state first and then what changes, until it is disposed; it
 * drops or coalesces what comes too fast itself.
 * @throws AppError when there is nothing to follow
 */
export type TopicSources = {
  readonly [T in Topic]: (
    params: Topics[T]['params'],
    deliver: (data: Topics[T]['data']) => void,
  ) => Disposable | Promise<Disposable>;
};

/** The subscriptions of all connections (R4): each ends with `unsubscribe` or with its connection. */
export class Subscriptions {
  private lastNumber = 0;
  private readonly byCaller = new Map<Caller, Map<number, Disposable>>();

  constructor(private readonly sources: Partial<TopicSources>) {}

  /** The methods that make and end them. */
  readonly handlers: Pick<Handlers, 'subscribe' | 'unsubscribe'> = {
    subscribe: async ({ topic, params }, { connection }) => ({
      subscription: await this.subscribe(connection, topic, params ?? {}),
    }),
    unsubscribe: ({ subscription }, { connection }) => ({ unsubscribed: this.unsubscribe(connection, subscription) }),
  };

  get count(): number {
    let count = 0;
    for (const subscriptions of this.byCaller.values()) count += subscriptions.size;
    return count;
  }

  private async subscribe(connection: Caller, topic: Topic, params: Record<string, unknown>): Promise<number> {
    const source = Object.hasOwn(this.sources, topic) ? this.sources[topic] : undefined;
    if (!source) {
      const known = Object.keys(this.sources).join(', ');
      throw new AppError('invalidParams', `There is no topic ${JSON.stringify(topic)}. Topics are: ${known}.`);
    }
    const known = parseParams(`the topic ${topic}`, topicParams[topic], params);
    const number = ++this.lastNumber;
    const deliver = (data: unknown): void => connection.notify('event', { subscription: number, topic, data });
    const subscription = await (source as (params: unknown, deliver: (data: unknown) => void) => Promise<Disposable>)(
      known,
      deliver,
    );
    this.keep(connection, number, subscription);
    return number;
  }

  private keep(connection: Caller, number: number, subscription: Disposable): void {
    let own = this.byCaller.get(connection);
    if (!own) {
      this.byCaller.set(connection, (own = new Map()));
      own.set(number, subscription);
      connection.whenClosed(() => this.endAll(connection));
    } else own.set(number, subscription);
  }

  private unsubscribe(connection: Caller, number: number): boolean {
    const own = this.byCaller.get(connection);
    const subscription = own?.get(number);
    if (!own || !subscription) return false;
    own.delete(number);
    subscription[Symbol.dispose]();
    return true;
  }

  private endAll(connection: Caller): void {
    const own = this.byCaller.get(connection);
    this.byCaller.delete(connection);
    for (const subscription of own?.values() ?? []) subscription[Symbol.dispose]();
  }
}
