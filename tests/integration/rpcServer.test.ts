import { request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { connect } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { RpcClient } from '#shared/rpc/client.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { linkedTransports } from '#shared/rpc/transport.ts';
import { loadZstd } from '../../electron/backend/compression/zstd.ts';
import { WebSocketTransport } from '../../electron/backend/rpc/client/webSocketTransport.ts';
import type { Handlers } from '../../electron/backend/rpc/handlers.ts';
import { RpcServer, type RpcServerOptions } from '../../electron/backend/rpc/rpcServer.ts';
import { Subscriptions } from '../../electron/backend/rpc/subscriptions.ts';

const logger = pino({ level: 'silent' });
const token = 'a token of the test';
const started: AsyncDisposable[] = [];
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  for (const each of started.splice(0).toReversed()) await each[Symbol.asyncDispose]();
});

async function serve(handlers: Partial<Handlers>, options: Partial<RpcServerOptions> = {}): Promise<RpcServer> {
  const server = RpcServer.for(handlers, { host: '127.0.0.1', port: 0, token, logger, ...options });
  started.push(server);
  await server.listen();
  return server;
}

async function open(url: string, options: { headers?: Record<string, string> } = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, options);
  sockets.push(socket);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

async function refused(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; sentence: string }> {
  const socket = new WebSocket(url, { headers });
  sockets.push(socket);
  socket.on('error', () => {});
  const [, response] = await new Promise<[unknown, IncomingMessage]>((resolve, reject) => {
    socket.once('unexpected-response', (...all) => resolve(all));
    socket.once('open', () => reject(new Error('the connection was let in')));
  });
  let sentence = '';
  for await (const part of response) sentence += String(part);
  return { status: response.statusCode!, sentence: sentence.trim() };
}

function next(socket: WebSocket): Promise<unknown> {
  return new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString('utf8')))));
}

const closed = (socket: WebSocket): Promise<{ code: number; reason: string }> =>
  new Promise((resolve) => socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })));

describe('who may connect', () => {
  it('[R4][X3] the editor’s methods need the token, in the address or as a bearer; public ones need none on loopback', async () => {
    const server = await serve({ list: () => ({ actors: [] }), 'graph.list': () => ({ graphs: [] }) });
    const ask = async (socket: WebSocket, method: string, params?: object): Promise<unknown> => {
      socket.send(JSON.stringify({ jsonrpc: '2.0', method, params, id: 1 }));
      return next(socket);
    };
    const stranger = await open(server.url);
    for (const params of [undefined, {}, []])
      expect(await ask(stranger, 'list', params)).toEqual({ jsonrpc: '2.0', result: { actors: [] }, id: 1 });
    expect(await ask(stranger, 'graph.list')).toMatchObject({
      error: { code: -32008, message: expect.stringContaining('token') },
    });
    const byAddress = await open(`${server.url}/?token=${encodeURIComponent(token)}`);
    expect(await ask(byAddress, 'graph.list')).toMatchObject({ result: { graphs: [] } });
    const otherServer = await serve({ 'graph.list': () => ({ graphs: [] }) }, { token: 'plain-token' });
    const byBearer = await open(otherServer.url, { headers: { Authorization: 'Bearer plain-token' } });
    expect(await ask(byBearer, 'graph.list')).toMatchObject({ result: { graphs: [] } });
    expect(await refused(`${server.url}/?token=wrong`)).toMatchObject({ status: 401 });
    const without = await serve({}, { token: null });
    expect(await refused(`${without.url}/?token=guess`)).toMatchObject({ status: 401 });
  });

  it('[X3] pages of other origins are refused, also when their name is pointed at this machine', async () => {
    const server = await serve({}, { allowedOrigins: ['http://127.0.0.1:5999'] });
    const own = new URL(server.url).host;
    for (const origin of [
      'https://example.com',
      'null',
      'http://127.0.0.1:1',
      `http://localhost:${own.split(':')[1]}`,
      'file://',
    ])
      expect(await refused(server.url, { Origin: origin })).toMatchObject({ status: 403 });
    expect(await refused(server.url, { Origin: 'http://evil.example:80', Host: 'evil.example:80' })).toMatchObject({
      status: 403,
    });
    await open(server.url, { headers: { Origin: `http://${own}` } });
    await open(server.url, { headers: { Origin: 'http://127.0.0.1:5999' } });
  });

  it('[X3] binding elsewhere needs a token or the word insecure, and then every client needs the token', async () => {
    expect(() => RpcServer.for({}, { host: '0.0.0.0', port: 0, token: null, logger })).toThrow(
      /--token, or allow anyone with --insecure/,
    );
    const guarded = await serve({}, { host: '0.0.0.0' });
    const { port } = new URL(guarded.url);
    expect(await refused(`ws://127.0.0.1:${port}`)).toMatchObject({
      status: 401,
      sentence: expect.stringContaining('token'),
    });
    await open(`ws://127.0.0.1:${port}/?token=${encodeURIComponent(token)}`);
    const insecure = await serve({}, { host: '0.0.0.0', token: null, insecure: true });
    await open(`ws://127.0.0.1:${new URL(insecure.url).port}`);
  });

  it('[R6] over the most connections there is a refusal that says so, and room again when one leaves', async () => {
    const server = await serve({}, { maxConnections: 2 });
    const first = await open(server.url);
    await open(server.url);
    expect(await refused(server.url)).toMatchObject({
      status: 503,
      sentence: expect.stringContaining('2 connections'),
    });
    first.close();
    await expect.poll(() => server.connectionCount).toBe(1);
    await open(server.url);
  });

  it('[P2] a port in use is named with the flag that changes it', async () => {
    const server = await serve({});
    const port = Number(new URL(server.url).port);
    const second = RpcServer.for({}, { host: '127.0.0.1', port, token, logger });
    const error = await second.listen().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).message).toMatch(new RegExp(`^Port ${port} on 127.0.0.1 is in use.*--port`));
  });

  it('[R1] a plain HTTP request is told what this port speaks', async () => {
    const server = await serve({});
    const response = await new Promise<IncomingMessage>((resolve) =>
      request(server.url.replace('ws:', 'http:'), resolve).end(),
    );
    expect(response.statusCode).toBe(426);
    response.resume();
  });
});

describe('calls', () => {
  it('[R1] a failure inside is -32603 and says nothing more; an AppError keeps its code, sentence and data', async () => {
    const server = await serve({
      list: () => {
        throw new TypeError('secret path /home/me');
      },
      unload: async () => {
        throw new AppError('actorFailed', 'It broke.', { type: 'ValueError', message: 'no', stack: 'x' });
      },
    });
    const client = new RpcClient(await WebSocketTransport.connect(server.url));
    const failures = await Promise.all([
      client.call('list', {}).catch((error: unknown) => error),
      client.call('unload', { actor_id: 'a' }).catch((error: unknown) => error),
    ]);
    expect(failures).toMatchObject([
      { code: 'internalError', message: 'Internal error', data: undefined },
      { code: 'actorFailed', message: 'It broke.', data: { type: 'ValueError' } },
    ]);
    client.close();
  });

  it('[R1] cancel answers the call at once with -32007 and aborts its handler', async () => {
    let aborted = 0;
    const server = await serve({
      list: (_, { signal }) =>
        new Promise((resolve) => signal.addEventListener('abort', () => (aborted++, resolve({ actors: [] })))),
      cancel: ({ id }, { connection }) => ({ cancelled: connection.cancel(id) }),
    });
    const socket = await open(server.url);
    const other = await open(server.url);
    other.send('{"jsonrpc":"2.0","method":"cancel","params":{"id":"slow"},"id":1}');
    expect(await next(other)).toMatchObject({ result: { cancelled: false } });
    socket.send('{"jsonrpc":"2.0","method":"list","id":"slow"}');
    socket.send('{"jsonrpc":"2.0","method":"cancel","params":{"id":"slow"},"id":2}');
    const answers = await new Promise<Record<string, unknown>[]>((resolve) => {
      const all: Record<string, unknown>[] = [];
      socket.on('message', (data: Buffer) => {
        all.push(JSON.parse(data.toString()) as Record<string, unknown>);
        if (all.length === 2) resolve(all);
      });
    });
    expect(answers).toEqual([
      { jsonrpc: '2.0', error: { code: -32007, message: 'The request "slow" was cancelled.' }, id: 'slow' },
      { jsonrpc: '2.0', result: { cancelled: true }, id: 2 },
    ]);
    expect(aborted).toBe(1);
  });

  it('[R5] answers of a burst come together, and none waits for slow calls beside it', async () => {
    const never = new Promise<never>(() => {});
    const server = await serve({ list: () => ({ actors: [] }), describe: () => never });
    const socket = await open(server.url);
    const calls = Array.from({ length: 200 }, (_, id) => ({ method: id % 10 < 2 ? 'describe' : 'list', id }));
    const quick = calls.filter(({ method }) => method === 'list').map(({ id }) => id);
    const answered: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        answered.push((JSON.parse(data.toString('utf8')) as { id: unknown }).id);
        if (answered.length === quick.length) resolve();
      });
    });
    for (const call of calls) socket.send(JSON.stringify({ jsonrpc: '2.0', params: { actor_id: 'a' }, ...call }));
    await all;
    expect(answered).toEqual(quick);
  });

  it('[R5] the end of a connection aborts its calls and ends its subscriptions', async () => {
    const ended: string[] = [];
    const subscriptions = new Subscriptions({
      system: (_, deliver) => {
        deliver({ driver: 'first' } as never);
        return { [Symbol.dispose]: () => void ended.push('subscription') };
      },
    });
    const server = await serve({
      ...subscriptions.handlers,
      list: (_, { signal }) => {
        signal.addEventListener('abort', () => ended.push('call'));
        return new Promise(() => {});
      },
    });
    const client = new RpcClient(await WebSocketTransport.connect(server.url, { token }));
    const heard: unknown[] = [];
    const stop = await client.subscribe('system', {}, (data) => heard.push(data));
    await client.subscribe('system', {}, () => {});
    expect(heard).toEqual([{ driver: 'first' }]);
    stop();
    await expect.poll(() => subscriptions.count).toBe(1);
    const unknown = await client.call('subscribe', { topic: 'nonsense' as never }).catch((error: unknown) => error);
    expect(unknown).toMatchObject({ code: 'invalidParams', message: expect.stringContaining('Topics are: system') });
    const lost = client.call('list', {}).catch((error: unknown) => error);
    await client.call('unsubscribe', { subscription: 99 });
    client.close();
    expect(await lost).toMatchObject({ code: 'cancelled' });
    await expect.poll(() => ended.toSorted()).toEqual(['call', 'subscription', 'subscription']);
    expect(subscriptions.count).toBe(0);
  });

  it('[R1] [R4] params that a topic cannot be asked for are refused when it is subscribed to, before anything follows them', async () => {
    const asked: unknown[] = [];
    const source = (params: unknown) => (asked.push(params), { [Symbol.dispose]() {} });
    const { handlers } = new Subscriptions({ values: source, state: source, runs: source });
    const server = await serve(handlers);
    const client = new RpcClient(await WebSocketTransport.connect(server.url, { token }));
    const subscribe = (topic: 'values' | 'state' | 'runs', params: object) =>
      client.call('subscribe', { topic, params: params as Record<string, unknown> });
    for (const params of [{}, { path: 5 }, { path: 'a', ports: 5 }, { path: 'a', ports: [null] }])
      await expect(subscribe('values', params)).rejects.toMatchObject({
        code: 'invalidParams',
        message: expect.stringMatching(/^Invalid params for the topic values: params\.(path|ports)/),
      });
    await expect(subscribe('state', { pattern: {} })).rejects.toMatchObject({ code: 'invalidParams' });
    expect(asked).toEqual([]);
    await subscribe('values', { path: 'a', ports: [{ node: 'n', port: 'p' }] });
    await subscribe('runs', {});
    expect(asked).toHaveLength(2);
    client.close();
  });

  it('[E12] a transport that is attached is served with the rights it is given', async () => {
    const server = RpcServer.for(
      { 'graph.list': () => ({ graphs: [] }) },
      { host: '127.0.0.1', port: 0, token: null, logger },
    );
    started.push(server);
    const [mine, theirs] = linkedTransports();
    server.attach(theirs, { editor: true });
    const client = new RpcClient(mine);
    expect(await client.call('graph.list', {})).toEqual({ graphs: [] });
    const [stranger, end] = linkedTransports();
    server.attach(end, { editor: false });
    await expect(new RpcClient(stranger).call('graph.list', {})).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('limits', () => {
  it('[R6] a frame over the limit closes that connection with 1009, and the server lives', async () => {
    const server = await serve({ list: () => ({ actors: [] }) }, { maxFrameSize: 1000 });
    const socket = await open(server.url);
    socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'list', params: { x: 'y'.repeat(2000) }, id: 1 }));
    expect(await closed(socket)).toMatchObject({ code: 1009 });
    const client = new RpcClient(await WebSocketTransport.connect(server.url));
    expect(await client.call('list', {})).toEqual({ actors: [] });
    client.close();
  });

  it('[R6][X4] a handshake that never ends is ended', async () => {
    const server = await serve({}, { handshakeTimeout: 0.2 });
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => socket.write('X: y\r\n'), 50);
    await closed;
    clearInterval(drip);
  });

  it('[R6] a client that leaves two pings unanswered is dropped', async () => {
    const server = await serve({}, { pingInterval: 0.05 });
    const deaf = new WebSocket(server.url, { autoPong: false });
    sockets.push(deaf);
    const alive = await open(server.url);
    expect(await closed(deaf)).toMatchObject({ code: 1006 });
    expect(alive.readyState).toBe(WebSocket.OPEN);
  });

  it('[R5] a client that does not read is held back, then dropped with 1008, and the server stays small', async () => {
    const mebibyte = 'x'.repeat(1024 ** 2);
    let calls = 0;
    const server = await serve(
      { list: () => (calls++, { actors: [], padding: mebibyte }) as never },
      { mostUnsent: 16 * 1024 ** 2, stallLimit: 0.3 },
    );
    const socket = await open(server.url);
    socket.pause();
    for (let id = 0; id < 500; id++) socket.send(`{"jsonrpc":"2.0","method":"list","id":${id}}`);
    await expect.poll(() => server.connectionCount, { timeout: 30_000 }).toBe(0);
    // Without being held back all 500 would have been read and answered.
    expect(calls).toBeLessThan(50);
    const end = closed(socket);
    socket.resume();
    expect(await end).toMatchObject({ code: 1008, reason: expect.stringContaining('too slow') });
  });

  it('[R5] a flood of notifications to a client that does not read ends in 1008, too', async () => {
    const server = await serve(
      {
        list: (_, { connection }) => {
          for (let index = 0; index < 64; index++)
            connection.notify('log', {
              actor_id: 'a',
              level: 'info',
              text: 'x'.repeat(1024 ** 2),
              timestamp: 0,
              request_id: 1,
            });
          return new Promise(() => {});
        },
      },
      { mostUnsent: 16 * 1024 ** 2 },
    );
    const socket = await open(server.url);
    socket.send('{"jsonrpc":"2.0","method":"list","id":1}');
    socket.pause();
    await expect.poll(() => server.connectionCount).toBe(0);
    const end = closed(socket);
    socket.resume();
    expect(await end).toMatchObject({ code: 1008 });
  });

  it('[X4] bytes that are no WebSocket, and frames that break its rules, end that connection only', async () => {
    const server = await serve({ list: () => ({ actors: [] }) });
    const port = Number(new URL(server.url).port);
    const handshake =
      'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
    for (const bytes of [
      Buffer.from('\u0000\u0001nonsense\r\n\r\n'),
      Buffer.from(handshake.replace('13', '99')),
      Buffer.concat([Buffer.from(handshake), Buffer.from([0xff, 0xff, 0xff, 0xff])]),
      Buffer.concat([Buffer.from(handshake), Buffer.from([0x81, 0x05, 1, 2, 3])]),
      Buffer.concat([Buffer.from(handshake), Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])]),
    ]) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(bytes);
      await new Promise((resolve) => socket.resume().once('close', resolve));
    }
    const client = new RpcClient(await WebSocketTransport.connect(server.url));
    expect(await client.call('list', {})).toEqual({ actors: [] });
    client.close();
    await expect.poll(() => server.connectionCount).toBe(0);
  });

  it('[M5] bodies over the threshold are zstd for a client that offers jsonrpc.zstd, and anyone may send zstd', async () => {
    const zstd = await loadZstd();
    const ratios: number[] = [];
    const server = await serve(
      { describe: ({ actor_id }) => ({ description: actor_id }) as never },
      { zstd, maxFrameSize: 100_000, onCompressed: (ratio) => ratios.push(ratio) },
    );
    const call = (actor_id: string): string =>
      JSON.stringify({ jsonrpc: '2.0', method: 'describe', params: { actor_id }, id: 1 });
    const long = 'x'.repeat(5000);
    const reader = new RpcClient(await WebSocketTransport.connect(server.url, { zstd }));
    expect(await reader.call('describe', { actor_id: long })).toEqual({ description: long });
    expect(await reader.call('describe', { actor_id: 'short' })).toEqual({ description: 'short' });
    expect(ratios.length).toBe(1);
    reader.close();

    const plain = await open(server.url);
    plain.send(zstd.compress(Buffer.from(call(long))));
    const [answer, isBinary] = await new Promise<[Buffer, boolean]>((resolve) =>
      plain.once('message', (data: Buffer, binary) => resolve([data, binary])),
    );
    expect(isBinary).toBe(false);
    expect(JSON.parse(answer.toString())).toMatchObject({ result: { description: long } });

    plain.send(zstd.compress(Buffer.from(call('x'.repeat(10_000_000)))));
    expect(await closed(plain)).toMatchObject({ code: 1009, reason: expect.stringContaining('unpacks to more') });
    const damaged = await open(server.url);
    damaged.send(zstd.compress(Buffer.from(call(long))).subarray(0, 40));
    expect(await closed(damaged)).toMatchObject({ code: 1007 });
  });

  it('[R6] ends in time with clients connected, and leaves the port free', async () => {
    const server = await serve({});
    const port = Number(new URL(server.url).port);
    const socket = await open(server.url);
    const end = closed(socket);
    await server[Symbol.asyncDispose]();
    expect(await end).toMatchObject({ code: 1001 });
    const again = createServer();
    await new Promise<void>((resolve, reject) => again.once('error', reject).listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => again.close(resolve));
  });

  it('[X3] the token is in no log record', async () => {
    const lines: string[] = [];
    const noisy = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const server = await serve({ 'graph.list': () => ({ graphs: [] }) }, { logger: noisy, token: 'sesame-1234' });
    await open(`${server.url}/?token=sesame-1234`);
    await refused(`${server.url}/?token=sesame-12345`);
    await refused(`${server.url}/?token=sesame-1234`, { Origin: 'https://example.com' });
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join('')).not.toContain('sesame');
  });
});
