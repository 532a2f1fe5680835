import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, connect as connectTo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DisposableStore } from '../../electron/backend/system/lifetime.ts';
import { RedisStateStore } from '../../electron/backend/state/redis/redisStateStore.ts';
import { readRedisUrl } from '../../electron/backend/state/redis/redisAddress.ts';
import type { StateOperation } from '../../electron/backend/state/stateStore.ts';
import { watchState } from '../../electron/backend/state/watchState.ts';
import { freePort, RedisServer } from './redisServer.ts';
import { leftOf } from './stateStore.ts';

const run = promisify(execFile);

/** Passes everything on to Redis, counts what the client sends, and can cut the wire before an answer arrives. */
class Wire implements AsyncDisposable {
  requests = 0;
  cutBeforeAnswer = false;
  private readonly sockets = new Set<Socket>();
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(target: number): Promise<Wire> {
    const port = await freePort();
    const server = createServer();
    const wire = new Wire(server, port);
    server.on('connection', (client) => {
      const redis = connectTo(target, '127.0.0.1');
      for (const socket of [client, redis]) {
        wire.sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          wire.sockets.delete(socket);
          client.destroy();
          redis.destroy();
        });
      }
      client.on('data', (bytes) => {
        wire.requests++;
        redis.write(bytes);
      });
      redis.on('data', (bytes) => {
        if (wire.cutBeforeAnswer) {
          wire.cutBeforeAnswer = false;
          client.destroy();
        } else client.write(bytes);
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return wire;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

const scope = { namespace: 'reflow', actorId: 'counter' };

describe('state in Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  it('[T2] can be read with redis-cli: JSON strings, integers, lists, expiry, under namespace:actor:key', async () => {
    await using store = await RedisStateStore.connect({ url: server.url });
    const client = server.client();
    try {
      await store.run(scope, ['set', 'text', 'hello']);
      await store.run(scope, ['set', 'object', { a: [1, null] }]);
      await store.run(scope, ['increment', 'count', 5]);
      await store.run(scope, ['extend', 'list', ['a', { b: 2n ** 60n }]]);
      await store.run({ namespace: 'a:b%', actorId: 'c:d' }, ['set', 'e:f', 1]);
      await store.run(scope, ['expire', 'text', 100]);
      expect(await client.get('reflow:counter:text')).toBe('"hello"');
      expect(await client.get('reflow:counter:object')).toBe('{"a":[1,null]}');
      expect(await client.incrby('reflow:counter:count', 2)).toBe(7);
      expect(await client.lrange('reflow:counter:list', 0, -1)).toEqual(['"a"', '{"b":1152921504606846976}']);
      expect(await client.get('a%3Ab%25:c%3Ad:e:f')).toBe('1');
      expect(await client.ttl('reflow:counter:text')).toEqual(leftOf(100));
      expect(await store.run(scope, ['get', 'count'])).toBe(7);
      await client.set('reflow:counter:foreign', 'no JSON');
      expect(await store.run(scope, ['get', 'foreign'])).toBe('no JSON');
    } finally {
      client.disconnect();
    }
  });

  it('[T2][M5] keeps values over 1 KB as zstd when that is shorter, in lists too', async () => {
    await using store = await RedisStateStore.connect({ url: server.url });
    const client = server.client();
    try {
      const long = 'x'.repeat(5000);
      await store.run(scope, ['set', 'long', long]);
      await store.run(scope, ['push', 'longs', long]);
      await store.run(scope, ['set', 'short', 'x'.repeat(900)]);
      const kept = (await client.getBuffer('reflow:counter:long'))!;
      expect(kept.subarray(0, 4).toString('hex')).toBe('28b52ffd');
      expect(kept.length).toBeLessThan(100);
      expect((await client.get('reflow:counter:short'))!.length).toBe(902);
      expect(await store.run(scope, ['get', 'long'])).toBe(long);
      expect(await store.entry(scope, 'longs')).toMatchObject({ json: JSON.stringify([long]), bytes: 5004 });
      expect(await store.run(scope, ['pop', 'longs'])).toBe(long);
    } finally {
      client.disconnect();
    }
  });

  it('[T5] operations of one turn cost one round trip', async () => {
    await using wire = await Wire.to(server.port);
    await using store = await RedisStateStore.connect({ url: `redis://127.0.0.1:${wire.port}` });
    await store.run(scope, ['get', 'warm']);
    const before = wire.requests;
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => [
        store.run(scope, ['set', `k${index}`, index]),
        store.run(scope, ['increment', 'together']),
        store.run(scope, ['get', `k${index}`]),
      ]).flat(),
    );
    expect(wire.requests - before).toBe(1);
    expect(await store.run(scope, ['get', 'together'])).toBe(50);
  });

  it('[T6] an operation whose answer was lost is sent again and not applied twice', async () => {
    await using wire = await Wire.to(server.port);
    await using store = await RedisStateStore.connect({ url: `redis://127.0.0.1:${wire.port}` });
    await store.run(scope, ['extend', 'queue', ['a', 'b', 'c']]);
    for (let round = 1; round <= 5; round++) {
      wire.cutBeforeAnswer = true;
      const [count, length] = await Promise.all([
        store.run(scope, ['increment', 'once', 2n ** 53n]),
        store.run(scope, ['push', 'pushed', round]),
      ]);
      expect(count).toBe(BigInt(round) * 2n ** 53n);
      expect(length).toBe(round);
    }
    wire.cutBeforeAnswer = true;
    expect(await store.run(scope, ['pop', 'queue'])).toBe('a');
    expect(await store.run(scope, ['pop', 'queue'])).toBe('b');
  });

  it('[T6] marks of operations are not seen as state and do not pile up', async () => {
    await using store = await RedisStateStore.connect({ url: server.url });
    const client = server.client();
    const own = { namespace: 'marks', actorId: 'actor' };
    try {
      for (let index = 0; index < 200; index++) await store.run(own, ['increment', 'n']);
      expect(await store.run(own, ['keys'])).toEqual(['n']);
      expect((await store.list({ namespace: 'marks' })).map(({ key }) => key)).toEqual(['n']);
      expect((await store.list({})).every(({ namespace }) => !namespace.startsWith('%'))).toBe(true);
      const [marks] = await client.keys('%marks:{marks:actor:n}*');
      expect(await client.hlen(marks!)).toBe(1);
      expect(await client.pttl(marks!)).toBeGreaterThan(0);
    } finally {
      client.disconnect();
    }
  });

  it('[T6] while Redis is away operations wait, in order, and go on when it is back', async () => {
    await using own = await RedisServer.start();
    await using store = await RedisStateStore.connect({ url: own.url });
    await store.run(scope, ['set', 'k', 1]);
    await own.kill();
    const waiting = [
      store.run(scope, ['set', 'k', 5]),
      store.run(scope, ['increment', 'k']),
      store.run(scope, ['get', 'k']),
    ];
    await expect.poll(() => store.availability().available).toBe(false);
    expect(store.availability().detail).toContain(`127.0.0.1:${own.port} does not answer`);
    await own.launch();
    expect(await Promise.all(waiting)).toEqual([null, 6, 6]);
    expect(store.availability().available).toBe(true);
  });

  it('[T6] says that state is unavailable once the time is up, both when Redis is gone and when it hangs', async () => {
    await using own = await RedisServer.start();
    await using store = await RedisStateStore.connect({ url: own.url, patience: 150 });
    await store.run(scope, ['increment', 'n']);
    own.signal('SIGSTOP');
    const hung = await store.run(scope, ['increment', 'n']).catch((error: unknown) => error);
    const open = /may be changed all the same/;
    expect(hung).toMatchObject({ code: 'stateUnavailable', message: expect.stringMatching(open) });
    const unread = (await store.run(scope, ['get', 'n']).catch((error: unknown) => error)) as Error;
    expect(unread.message).toMatch(/did not answer in time/);
    expect(unread.message).not.toMatch(open);
    own.signal('SIGCONT');
    await own.kill();
    const gone = await store.run(scope, ['get', 'n']).catch((error: unknown) => error);
    expect(gone).toMatchObject({ code: 'stateUnavailable', message: expect.stringContaining('redis.url') });
  });

  it('[T6] starts while Redis is away, and finds it later', async () => {
    const port = await freePort();
    await using store = await RedisStateStore.connect({ url: `redis://127.0.0.1:${port}` });
    expect(store.availability().available).toBe(false);
    await using own = await RedisServer.start('--port', String(port));
    expect(await store.run(scope, ['increment', 'n'])).toBe(1);
    expect(own.port).not.toBe(port);
  });

  it('[T6] goes on after somebody flushed the scripts', async () => {
    await using store = await RedisStateStore.connect({ url: server.url });
    const client = server.client();
    await client.script('FLUSH');
    client.disconnect();
    expect(await store.run({ namespace: 'x', actorId: 'y' }, ['increment', 'n'])).toBe(1);
  });

  it('[T4] passwords and ACL users work, and a wrong password is told at once without showing it', async () => {
    await using own = await RedisServer.start('--requirepass', 'p@ss:word');
    const client = own.client({ password: 'p@ss:word' });
    await client.acl('SETUSER', 'actor', 'on', '>s3cret', '~reflow:*', '~%*', '+@all');
    client.disconnect();
    await using byPassword = await RedisStateStore.connect({
      url: `redis://:${encodeURIComponent('p@ss:word')}@127.0.0.1:${own.port}`,
    });
    expect(await byPassword.run(scope, ['increment', 'n'])).toBe(1);
    await using byUser = await RedisStateStore.connect({ url: `redis://actor:s3cret@127.0.0.1:${own.port}/0` });
    expect(await byUser.run(scope, ['increment', 'n'])).toBe(2);
    const forbidden = await byUser.run({ ...scope, namespace: 'other' }, ['get', 'n']).catch((error: unknown) => error);
    expect(forbidden).toMatchObject({ code: 'stateUnavailable', message: expect.stringContaining('NOPERM') });
    await using wrong = await RedisStateStore.connect({ url: `redis://:wr0ng@127.0.0.1:${own.port}`, patience: 200 });
    const refused = (await wrong.run(scope, ['get', 'n']).catch((error: unknown) => error)) as Error;
    expect(refused).toMatchObject({ code: 'stateUnavailable', message: expect.stringContaining('WRONGPASS') });
    expect(refused.message + wrong.availability().detail).not.toContain('wr0ng');
  });

  it('[T4][T6] what Redis refuses is said at once with what to do about it, and is not done', async () => {
    await using own = await RedisServer.start();
    const client = own.client();
    await client.acl('SETUSER', 'actor', 'on', '>s3cret', '~*', '&*', '+@all', '-incrby');
    await client.hset('reflow:counter:h', 'a', 1);
    await using store = await RedisStateStore.connect({ url: own.url.replace('//', '//actor:s3cret@'), patience: 300 });
    const sentence = async (...operation: StateOperation) =>
      ((await store.run(scope, operation).catch((error: unknown) => error)) as Error).message;
    try {
      expect(await sentence('increment', 'n')).toMatch(/can't run this command.*Let the user that redis.url names/);
      expect(await sentence('get', 'h')).toMatch(/^WRONGTYPE get .*"h" of counter holds a hash\. .*delete this one/);
      expect(await sentence('push', 'h', 1)).toMatch(/holds a hash/);
      await client.config('SET', 'maxmemory', '1');
      expect(await sentence('push', 'l', 1)).toMatch(/OOM.*maxmemory'\. .*raise it/);
      expect(store.availability()).toEqual({
        available: false,
        detail: expect.stringMatching(/takes no changes: OOM.*raise it/),
      });
      expect(await store.run(scope, ['get', 'l'])).toBeUndefined();
      await client.config('SET', 'maxmemory', '0');
      await expect.poll(() => store.availability().available, { timeout: 15_000 }).toBe(true);
      expect(await store.run(scope, ['push', 'l', 1])).toBe(1);
      await client.replicaof('127.0.0.1', await freePort());
      expect(await sentence('push', 'l', 2)).toMatch(/READONLY.*let redis.url name the primary/);
      expect(store.availability().available).toBe(false);
      await client.replicaof('NO', 'ONE');
      expect(await store.run(scope, ['push', 'l', 2])).toBe(2);
      expect(store.availability().available).toBe(true);
    } finally {
      client.disconnect();
    }
  });

  it('[T7] what a node did before anybody watched stays its own, also where it is not known what that left', async () => {
    await using own = await RedisServer.start();
    await using store = await RedisStateStore.connect({ url: own.url });
    const client = own.client();
    try {
      await store.run(scope, ['push', 'queue', 'a'], { node: 'flaky' });
      const latest = (key: string) => store.history({ ...scope, key }, 1)[0];
      const later = Date.now() + 5000;
      vi.spyOn(Date, 'now').mockImplementation(() => later);
      using _ = store.onChange(() => {});
      await expect
        .poll(async () => {
          await client.set('reflow:counter:k', '1');
          return latest('k')?.writer;
        })
        .toBe('another program');
      expect(latest('queue')?.writer).toBe('flaky');
    } finally {
      vi.restoreAllMocks();
      client.disconnect();
    }
  });

  it('[T7] hears of what anybody does with redis-cli, and switches notifications on only where it may', async () => {
    await using own = await RedisServer.start();
    await using store = await RedisStateStore.connect({ url: own.url });
    const client = own.client();
    const read = async () => String((await client.config('GET', 'notify-keyspace-events')) as unknown);
    const heard = new Set<string>();
    try {
      await store.run(scope, ['set', 'k', 1]);
      expect(await read()).toBe('notify-keyspace-events,');
      using _ = store.onChange(({ key, deleted }) => heard.add(`${key} ${deleted}`));
      await expect.poll(read).toMatch(/K/);
      await expect
        .poll(async () => {
          await client.set('reflow:counter:k', '{"by":"hand"}');
          return store.history({ ...scope, key: 'k' }, 1)[0];
        })
        .toMatchObject({ operation: 'elsewhere', writer: 'another program', before: '1', after: '{"by":"hand"}' });
      await client.rpush('reflow:counter:queue', '"a"');
      await client.set('unrelated', 'x');
      await expect.poll(() => heard.has('queue false')).toBe(true);
      await client.pexpire('reflow:counter:k', 20);
      await expect.poll(() => heard.has('k true'), { timeout: 30_000 }).toBe(true);
      expect(store.history({ ...scope, key: 'k' }, 1)[0]).toMatchObject({ before: '{"by":"hand"}', after: null });
      await own.kill();
      await own.launch();
      await expect.poll(() => heard.has('queue true'), { timeout: 10_000 }).toBe(true);
    } finally {
      client.disconnect();
    }
  });

  it('[T7] a view shows all that matches, also when Redis was away as it began, and hears when the database is flushed', async () => {
    await using own = await RedisServer.start();
    const client = own.client();
    await using store = await RedisStateStore.connect({ url: own.url, patience: 200 });
    await own.kill();
    await expect.poll(() => store.availability().available).toBe(false);
    const shown = new Map<string, string>();
    using _ = watchState(store, { namespace: 'reflow', pattern: 'k*' }, ({ changed, deleted }) => {
      for (const { key, json } of changed) shown.set(key, json);
      for (const { key } of deleted) shown.delete(key);
    });
    await own.launch();
    try {
      // Some were there before this program knew of them.
      await expect
        .poll(() => client.mset('reflow:counter:k1', '1', 'reflow:counter:x', '1').catch(() => ''))
        .toBe('OK');
      await expect.poll(() => [...shown]).toEqual([['k1', '1']]);
      await store.run(scope, ['set', 'k2', 'é']);
      await store.run(scope, ['set', 'other', 1]);
      await expect.poll(() => shown.get('k2')).toBe('"é"');
      expect([...shown.keys()]).toEqual(['k1', 'k2']);
      // At once after it there are more keys than before.
      const refilled = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`reflow:counter:y${index}`, '1']));
      await client
        .multi()
        .flushall()
        .mset({ ...refilled, 'reflow:counter:k3': '3' })
        .exec();
      await expect.poll(() => [...shown]).toEqual([['k3', '3']]);
    } finally {
      client.disconnect();
    }
  });

  it('[T7] without the right to configure the server, all else works', async () => {
    await using own = await RedisServer.start();
    const client = own.client();
    await client.acl('SETUSER', 'plain', 'on', '>s3cret', '~*', '&*', '+@all', '-config');
    client.disconnect();
    await using store = await RedisStateStore.connect({ url: `redis://plain:s3cret@127.0.0.1:${own.port}` });
    const heard: string[] = [];
    using _ = store.onChange(({ key }) => heard.push(key));
    expect(await store.run(scope, ['increment', 'n'])).toBe(1);
    expect(heard).toEqual(['n']);
  });

  it('[T6] however often Redis is killed under load, each of the messages is counted once', async () => {
    await using own = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'always');
    await using store = await RedisStateStore.connect({ url: own.url, patience: 60_000 });
    const messages = 3000;
    const answers: unknown[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < messages) {
        const message = next++;
        const [count] = await Promise.all([
          store.run(scope, ['increment', 'count']),
          store.run(scope, ['push', 'all', message]),
        ]);
        answers.push(count);
      }
    };
    const workers = Array.from({ length: 40 }, worker);
    for (let kill = 1; kill <= 5; kill++) {
      await expect.poll(() => answers.length >= (kill * messages) / 7, { timeout: 30_000, interval: 2 }).toBe(true);
      await own.kill();
      await own.launch();
    }
    await Promise.all(workers);
    expect(new Set(answers).size).toBe(messages);
    expect(await store.run(scope, ['get', 'count'])).toBe(messages);
    expect(await store.run(scope, ['extend', 'all', []])).toBe(messages);
    const kept = await store.entry(scope, 'all');
    expect(new Set(JSON.parse(kept!.json) as number[]).size).toBe(messages);
  });

  it('[T6] an operation waits as long as its actor has, not longer', async () => {
    await using own = await RedisServer.start();
    await using store = await RedisStateStore.connect({ url: own.url, patience: 60_000 });
    await store.run(scope, ['set', 'k', 1]);
    await own.kill();
    const patient = store.run(scope, ['increment', 'k'], { node: 'patient', patience: 30_000 });
    const hasty = await store
      .run(scope, ['get', 'k'], { node: 'hasty', patience: 50 })
      .catch((error: unknown) => error);
    expect(hasty).toMatchObject({ code: 'stateUnavailable' });
    await own.launch();
    expect(await patient).toBe(1);
  });

  it('[T4] TLS works with a certificate that the workspace names, and is refused without', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'reflow-tls-'));
    const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
    try {
      await run('openssl', [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-keyout', key, '-out', cert, '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ]);
      const port = await freePort();
      const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
      await using _ = await RedisServer.start(
        ...['--port', '0', '--tls-port', String(port), ...files, '--tls-auth-clients', 'no', '--requirepass', 'p'],
      );
      const url = `rediss://:p@127.0.0.1:${port}`;
      const tls = { ca: await readFile(cert, 'utf8') };
      await using store = await RedisStateStore.connect({ url, tls });
      expect(await store.run(scope, ['increment', 'n'])).toBe(1);
      await using stranger = await RedisStateStore.connect({ url, patience: 300 });
      const refused = await stranger.run(scope, ['get', 'n']).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'stateUnavailable', message: expect.stringContaining('certificate') });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('[T4] works with a Redis Cluster of three, whatever braces are in the keys', async () => {
    const flags = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1', '--cluster-node-timeout', '1000'];
    await using owned = new DisposableStore();
    const servers = [];
    for (let each = 0; each < 3; each++) servers.push(owned.add(await RedisServer.start(...flags)));
    const clients = servers.map((server) => server.client());
    try {
      const [first, ...others] = clients;
      const share = 16_384 / 3;
      for (const [index, client] of clients.entries()) {
        const [from, to] = [Math.ceil(index * share), Math.ceil((index + 1) * share) - 1];
        await client.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
      }
      for (const [index] of others.entries())
        await first!.call('CLUSTER', 'MEET', '127.0.0.1', String(servers[index + 1]!.port));
      const state = async () =>
        (await Promise.all(clients.map((client) => client.call('CLUSTER', 'INFO')))).map(String);
      await expect
        .poll(async () => (await state()).every((info) => /state:ok[^]*known_nodes:3/.test(info)), { timeout: 30_000 })
        .toBe(true);
    } finally {
      for (const client of clients) client.disconnect();
    }
    const address = servers.map(({ port }) => `127.0.0.1:${port}`).join(',');
    await using store = await RedisStateStore.connect({ url: `redis-cluster://${address}`, patience: 60_000 });
    const heard = new Set<string>();
    using _ = store.onChange(({ key }) => heard.add(key));
    const keys = [
      'a',
      'b',
      'c{d}e',
      'f',
      '}',
      '{}',
      'x}y{z}',
      '{open',
      ...Array.from({ length: 30 }, (_, at) => `k${at}`),
    ];
    const results = await Promise.all(keys.map((key) => store.run(scope, ['increment', key])));
    expect(results).toEqual(keys.map(() => 1));
    expect(await store.run(scope, ['keys'])).toEqual(keys.toSorted());
    expect(await store.list({})).toHaveLength(keys.length);
    await using other = await RedisStateStore.connect({ url: `redis://${address}` });
    await expect
      .poll(
        async () => {
          await Promise.all(keys.map((key) => other.run(scope, ['increment', key])));
          const seen = store
            .history({ actorId: scope.actorId }, 1000)
            .filter(({ operation }) => operation === 'elsewhere');
          return new Set(seen.map(({ key }) => key)).size;
        },
        { timeout: 20_000, interval: 100 },
      )
      .toBe(keys.length);

    await using hasty = await RedisStateStore.connect({ url: `redis://${address}`, patience: 300 });
    await servers[1]!.kill();
    const answers = await Promise.all(keys.map((key) => hasty.run(scope, ['increment', key]).catch(String)));
    const away = answers.filter((answer) => typeof answer === 'string');
    expect(away).not.toEqual([]);
    for (const sentence of away) expect(sentence).toContain('The state of actors cannot be reached');
    await expect(hasty.run(scope, ['keys'])).rejects.toMatchObject({ code: 'stateUnavailable' });
    const patient = keys.map((key) => store.run(scope, ['increment', key]));
    await servers[1]!.launch();
    expect((await Promise.all(patient)).every(Number.isInteger)).toBe(true);
    expect(await store.run(scope, ['keys'])).toEqual(keys.toSorted());
  });
});

describe('redis.url', () => {
  it.each([
    ['redis://localhost', { nodes: [{ host: 'localhost', port: 6379 }], cluster: false, tls: false, db: 0 }],
    [
      'rediss://user:p%40ss@redis.example:6380/3',
      { nodes: [{ host: 'redis.example', port: 6380 }], tls: true, username: 'user', password: 'p@ss', db: 3 },
    ],
    ['redis://:secret@[::1]:7000', { nodes: [{ host: '::1', port: 7000 }], password: 'secret' }],
    [
      'redis-cluster://a:1,b:2',
      {
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
        cluster: true,
      },
    ],
    ['redis://a:1,b:2', { cluster: true }],
    ['unix:///run/redis.sock', { path: '/run/redis.sock', nodes: [] }],
  ])('[T4] reads %s', (url, address) => {
    expect(readRedisUrl(url)).toMatchObject(address);
  });

  it.each(['http://localhost', 'localhost:6379', 'redis://secret@host:x', 'redis://host/x', ''])(
    '[T4] refuses %s without repeating it',
    (url) => {
      expect(() => readRedisUrl(url)).toThrow(/^redis.url cannot be read/);
    },
  );
});
