import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LmdbStateStore } from '../../electron/backend/state/lmdb/lmdbStateStore.ts';
import { RedisStateStore } from '../../electron/backend/state/redis/redisStateStore.ts';
import { RedisServer } from './redisServer.ts';
import { testStateStore } from './stateStore.ts';

testStateStore('embedded (LMDB)', async ({ ttl }) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'reflow-state-'));
  const store = LmdbStateStore.open({ folder, ttl });
  return {
    store,
    second: async () => LmdbStateStore.open({ folder, ttl }),
    async dispose() {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
});

testStateStore('Redis', async ({ ttl }) => {
  const server = await RedisServer.start();
  const connect = () => RedisStateStore.connect({ url: server.url, ttl });
  const store = await connect();
  return {
    store,
    second: connect,
    async dispose() {
      await store[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
});
