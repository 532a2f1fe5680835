import type { Cluster, Redis } from 'ioredis';
import type { Permissions } from '../../../workspace/permissions.ts';
import { connectRedis } from '../../../state/redis/redisConnection.ts';
import { readRedisUrl } from '../../../state/redis/redisAddress.ts';

export type StreamClient = (Redis | Cluster) & AsyncDisposable;

/**
 * A connection of one node's own, because reading a stream blocks it.
 * @param written the node's `url`; '' is the workspace's `redis.url`, which needs no permission
 * @throws AppError `forbidden`; Error where there is no Redis to connect to
 */
export function openStreamConnection(
  written: string,
  workspaceUrl: string | undefined,
  permissions: Permissions,
): StreamClient {
  const url = written === '' ? workspaceUrl : written;
  if (url === undefined)
    throw new Error('url: there is no Redis to use. Set `redis.url` in reflow.yaml, or `url` here and allow its host.');
  const address = readRedisUrl(url);
  if (written !== '' && written !== workspaceUrl) {
    if (address.path !== undefined) throw new Error('url: a Unix socket can only be the `redis.url` of reflow.yaml.');
    for (const { host, port } of address.nodes) permissions.checkHost(host, port);
  }
  const client = connectRedis(address, {
    // Commands wait until Redis is back. One that it may have carried out is sent again: streams deliver at least once.
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    autoResendUnfulfilledCommands: true,
  });
  // Without a listener the library prints; what fails says so itself.
  client.on('error', () => {});
  return Object.assign(client, { [Symbol.asyncDispose]: async () => client.disconnect() });
}
