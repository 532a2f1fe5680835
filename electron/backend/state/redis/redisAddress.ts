import { AppError } from '#shared/rpc/errors.ts';

/** Where Redis is, as `redis.url` says it (T4). */
export interface RedisAddress {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** Path of a Unix socket, instead of nodes. */
  readonly path?: string;
  readonly cluster: boolean;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly db: number;
}

const schemes: Readonly<Record<string, { tls: boolean; cluster: boolean; unix?: true }>> = {
  redis: { tls: false, cluster: false },
  rediss: { tls: true, cluster: false },
  'redis-cluster': { tls: false, cluster: true },
  'rediss-cluster': { tls: true, cluster: true },
  unix: { tls: false, cluster: false, unix: true },
};

/**
 * Reads `redis://user:password@host:port/db`; `rediss` for TLS; `redis-cluster` and `rediss-cluster`, or several hosts with commas
 * between them, for a cluster; `unix:///path`.
 * @throws AppError `invalidParams`; the sentence never holds the password
 */
export function readRedisUrl(url: string): RedisAddress {
  const match = /^([a-z-]+):\/\/(?:(.*)@)?([^/?@]*)(\/[^?]*)?(?:\?.*)?$/i.exec(url);
  const scheme = match && schemes[match[1]!.toLowerCase()];
  if (!match || !scheme) throw unreadable();
  const [, , credentials, hosts, path] = match;
  const { username, password } = readCredentials(credentials);
  const common = { tls: scheme.tls, ...(username ? { username } : {}), ...(password ? { password } : {}) };
  if (scheme.unix) {
    if (!path || hosts) throw unreadable();
    return { ...common, nodes: [], path, cluster: false, db: 0 };
  }
  const nodes = (hosts || 'localhost').split(',').map(readNode);
  const db = Number(path?.slice(1) || 0);
  if (!Number.isInteger(db)) throw unreadable();
  return { ...common, nodes, cluster: scheme.cluster || nodes.length > 1, db };
}

/** For sentences: without user and password. */
export function writeRedisAddress({ nodes, path, db }: RedisAddress): string {
  return path ?? nodes.map(({ host, port }) => `${host}:${port}`).join(', ') + (db ? `/${db}` : '');
}

function readCredentials(credentials: string | undefined): { username?: string; password?: string } {
  if (!credentials) return {};
  const [user, ...rest] = credentials.split(':');
  try {
    return { username: decodeURIComponent(user!), password: decodeURIComponent(rest.join(':')) };
  } catch {
    throw unreadable();
  }
}

function readNode(text: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  if (!match) throw unreadable();
  return { host: (match[1] ?? match[2])!, port: Number(match[3] ?? 6379) };
}

function unreadable(): AppError {
  return new AppError(
    'invalidParams',
    'redis.url cannot be read. Write redis://user:password@host:port/db, rediss:// for TLS, redis-cluster:// for a cluster, or unix:///path.',
  );
}
