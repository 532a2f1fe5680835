import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/rpc/errors.ts';
import { LmdbStateStore } from './lmdb/lmdbStateStore.ts';
import type { RedisTls } from './redis/redisConnection.ts';
import { RedisStateStore } from './redis/redisStateStore.ts';
import type { StateStore } from './stateStore.ts';

/** `redis` of reflow.yaml, as far as it says where state is kept. */
export interface StateSettings {
  readonly url?: string | undefined;
  /** Seconds after which keys expire that nobody gave an expiry. */
  readonly ttl?: number | undefined;
  /** Certificate files in PEM form, relative to the workspace. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
}

export interface StatePlace {
  /** Absolute path of the workspace: certificates are named from there. */
  readonly root: string;
  /** Where the embedded store lies. */
  readonly folder: string;
  onCompressed(ratio: number): void;
}

/**
 * The store that reflow.yaml names (T1): Redis where there is a URL, else the embedded one.
 * @throws AppError when it cannot be opened, or a certificate cannot be read
 */
export async function openState(settings: StateSettings, place: StatePlace): Promise<StateStore> {
  const { url, ttl, tls } = settings;
  if (url === undefined) return LmdbStateStore.open({ folder: place.folder, ttl });
  return RedisStateStore.connect({
    ...{ url, ttl, tls: await certificates(tls, place.root) },
    onCompressed: (ratio) => place.onCompressed(ratio),
  });
}

async function certificates(files: StateSettings['tls'], root: string): Promise<RedisTls> {
  const read = (file: string | undefined) =>
    file === undefined ? undefined : readFile(path.resolve(root, file), 'utf8');
  try {
    const [ca, cert, key] = await Promise.all([read(files?.ca), read(files?.cert), read(files?.key)]);
    return { ca, cert, key };
  } catch (error) {
    throw new AppError('invalidParams', `redis.tls names a file that cannot be read: ${(error as Error).message}.`);
  }
}
