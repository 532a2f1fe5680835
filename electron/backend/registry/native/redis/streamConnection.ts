import type { Cluster, Redis } from 'ioredis';
import type { Permissions } from '../permissions.ts';
import { connectRedis } from '../../../state/redis/redisConnection.ts';
import { readRedisUrl, type RedisAddress } from '../../../state/redis/redisAddress.ts';

export type StreamClient = (Redis | Cluster) & AsyncDisposable;

export interface StreamConnectionOptions {
  readonly permissions: Permissions;
  /** `redis.url` of the workspace. */
  readonly workspaceUrl?: string | undefined;
  /** `redis.max_connections`; the state's own are among them. */
  readonly most: number;
}

/** What the workspace's state may have open: one for its operations and one that hears of changes by others. */
const forState = 2;

/** The connections to Redis of the nodes of one workspace; each node has its own, because reading a stream blocks it. */
export class StreamConnections {
  private count = forState;

  constructor(private readonly options: StreamConnectionOptions) {}

  /**
   * @param written the node's `url`; '' is the workspace's `redis.url`, which needs no permission
   * @throws AppError `forbidden`; Error where there is no Redis to connect to, or all connections are in use
   */
  open(written: string): StreamClient {
    const { workspaceUrl, permissions, most } = this.options;
    const url = written === '' ? workspaceUrl : written;
    if (url === undefined)
      throw new Error(
        'url: there is no Redis to use. Set `redis.url` in reflow.yaml, or `url` here and allow its host.',
      );
    const address = readRedisUrl(url);
    if (written !== '' && written !== workspaceUrl) {
      if (address.path !== undefined) throw new Error('url: a Unix socket can only be the `redis.url` of reflow.yaml.');
      for (const { host, port } of address.nodes) permissions.checkHost(host, port);
    }
    if (this.count >= most)
      throw new Error(
        `All ${most} connections to Redis are in use (${forState} by the state). Raise redis.max_connections in reflow.yaml.`,
      );
    this.count++;
    return this.connect(address);
  }

  private connect(address: RedisAddress): StreamClient {
    const client = connectRedis(address, {
      // Commands wait until Redis is back. One that it may have carried out is sent again: streams deliver at least once.
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      autoResendUnfulfilledCommands: true,
    });
    // Without a listener the library prints; what fails says so itself.
    client.on('error', () => {});
    let isOpen = true;
    const close = async (): Promise<void> => {
      if (isOpen) this.count--;
      isOpen = false;
      client.disconnect();
    };
    return Object.assign(client, { [Symbol.asyncDispose]: close });
  }
}
