import { AppError } from '#shared/rpc/errors.ts';
import type { StateScope } from './stateStore.ts';

/** Longest whole key, in UTF-8 bytes: what LMDB can hold beside an expiry; both back ends keep to it. */
export const longestKey = 1900;

/**
 * The key under which both back ends keep a value (T2): `{namespace}:{actor_id}:{key}`, with `%` and `:` of the first two written
 * `%25` and `%3A`, so that no two collide.
 * @throws AppError `invalidParams` when it is too long
 */
export function fullKey(scope: StateScope, key: string): string {
  const full = scopePrefix(scope) + key;
  if (full.length * 3 > longestKey && Buffer.byteLength(full) > longestKey)
    throw new AppError(
      'invalidParams',
      `The state key ${JSON.stringify(`${key.slice(0, 40)}…`)} is too long: with its namespace and actor it may take ${longestKey} bytes. Use a shorter key, or shorter names for graph and node.`,
    );
  return full;
}

/** What all keys of a scope begin with. */
export function scopePrefix({ namespace, actorId }: StateScope): string {
  return `${escape(namespace)}:${escape(actorId)}:`;
}

/** What all keys of a namespace begin with. */
export function namespacePrefix(namespace: string): string {
  return `${escape(namespace)}:`;
}

/** The parts of a whole key; undefined for a key that `fullKey` did not make. */
export function splitKey(full: string): (StateScope & { key: string }) | undefined {
  const [namespace, actorId, ...rest] = full.split(':');
  if (namespace === undefined || actorId === undefined || rest.length === 0) return undefined;
  if (strayPercent.test(namespace) || strayPercent.test(actorId)) return undefined;
  return { namespace: unescape(namespace), actorId: unescape(actorId), key: rest.join(':') };
}

const strayPercent = /%(?!25|3A)/;

function escape(part: string): string {
  if (!part.includes(':') && !part.includes('%')) return part;
  return part.replaceAll('%', '%25').replaceAll(':', '%3A');
}

function unescape(part: string): string {
  return part.replaceAll('%3A', ':').replaceAll('%25', '%');
}
