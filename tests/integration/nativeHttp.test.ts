import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { freePort } from '../contract/redisServer.ts';
import { NativeFlow } from './nativeFlow.ts';

let root: string;
let open: (() => Promise<void>)[];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'native-http-'));
  open = [];
});
afterEach(async () => {
  for (const close of open.reverse()) await close();
  await rm(root, { recursive: true, force: true });
});

async function flow(
  ...[nodes, wires, hosts = [], environment]: [
    Parameters<typeof NativeFlow.start>[1],
    string[]?,
    string[]?,
    Record<string, string>?,
  ]
): Promise<NativeFlow> {
  const started = await NativeFlow.start(
    { workspaceRoot: root, permissions: { hosts, paths: [] } },
    nodes,
    wires,
    environment,
  );
  open.push(() => started[Symbol.asyncDispose]());
  return started;
}

async function webServer(answer: Parameters<typeof createServer>[1]): Promise<{ port: number; server: Server }> {
  const server = createServer(answer!);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => void server.close().closeAllConnections());
  return { port: (server.address() as AddressInfo).port, server };
}

const once = { count: 1, interval: 0 };

describe('HttpRequest', () => {
  it('[C3] fills the address, sends JSON and secrets of the environment, and gives the answer as a value', async () => {
    const seen: unknown[] = [];
    const { port } = await webServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        seen.push([request.method, request.url, request.headers['x-key'], Buffer.concat(parts).toString()]);
        response.setHeader('content-type', 'application/json; charset=utf-8');
        response.end('{"big": 12345678901234567890}');
      });
    });
    const config = {
      url: `http://127.0.0.1:${port}/items/{id}`,
      method: 'POST',
      headers: { 'x-key': 'Bearer ${KEY}' },
    };
    const { outputs, network } = await flow(
      { start: ['Inject', { ...once, payload: { id: 'a/b' } }], call: ['HttpRequest', config] },
      ['start.out -> call.in'],
      ['127.0.0.1'],
      { KEY: 'secret' },
    );
    await network.whenIdle();
    expect(seen).toEqual([['POST', '/items/a%2Fb', 'Bearer secret', '{"id":"a/b"}']]);
    expect(outputs).toEqual([
      ['call.response', expect.objectContaining({ status: 200, ok: true, body: { big: 12345678901234567890n } })],
      ['call.out', { big: 12345678901234567890n }],
    ]);
  });

  it('[C3] without a wire it calls once at the start; texts stay texts, anything else is bytes', async () => {
    const { port } = await webServer((request, response) => {
      response.setHeader('content-type', request.url === '/text' ? 'text/plain' : 'image/png');
      response.end('abc');
    });
    const url = (name: string) => ({ url: `http://localhost:${port}/${name}` });
    const { outputs, network } = await flow(
      { text: ['HttpRequest', url('text')], image: ['HttpRequest', url('image')] },
      [],
      [`localhost:${port}`],
    );
    await network.whenIdle();
    const values = Object.fromEntries(outputs.filter(([at]) => at.endsWith('.out')));
    expect(values).toEqual({ 'text.out': 'abc', 'image.out': new Uint8Array(Buffer.from('abc')) });
  });

  it('[C3] [X3] calls no host that reflow.yaml does not allow, not by a redirect either', async () => {
    let calls = 0;
    const { port } = await webServer((_, response) => {
      calls++;
      response.writeHead(302, { location: `http://localhost:${port}/` }).end();
    });
    const call = async (hosts: string[], url = `http://127.0.0.1:${port}/`) => {
      const { network, failure } = await flow({ call: ['HttpRequest', { url }] }, [], hosts).then((started) => ({
        network: started.network,
        failure: () => started.failure('call'),
      }));
      await network.whenIdle();
      return failure();
    };
    expect(await call([])).toContain('The host 127.0.0.1 is not allowed. Add it to permissions.hosts');
    expect(await call(['127.0.0.1:1', '*.0.0.1.example', 'x127.0.0.1'])).toContain('is not allowed');
    expect(calls).toBe(0);
    expect(await call(['127.0.0.1'])).toContain('The host localhost is not allowed');
    expect(calls).toBe(1);
    expect(await call(['*'], 'file:///etc/passwd')).toContain('cannot be used here');
  });

  it('[A7] says what failed: a status, no server, too long a wait', async () => {
    const { port } = await webServer((request, response) => {
      if (request.url === '/gone') response.writeHead(410, { 'content-type': 'text/plain' }).end('no more');
    });
    const unused = await freePort();
    const started = await flow(
      {
        gone: ['HttpRequest', { url: `http://127.0.0.1:${port}/gone` }],
        sent: ['HttpRequest', { url: `http://127.0.0.1:${port}/gone`, status: 'send' }],
        nobody: ['HttpRequest', { url: `http://127.0.0.1:${unused}/` }],
        slow: ['HttpRequest', { url: `http://127.0.0.1:${port}/slow`, timeout: 0.2 }],
        nowhere: ['HttpRequest', {}],
      },
      [],
      ['127.0.0.1'],
    );
    await started.network.whenIdle();
    expect(started.failure('gone')).toMatch(/^GET http:\/\/127.0.0.1:\d+\/gone was answered with 410: no more$/);
    expect(started.outputs).toContainEqual(['sent.out', 'no more']);
    expect(started.failure('nobody')).toContain('could not be called');
    expect(started.failure('slow')).toContain('did not answer within 0.2 s');
    expect(started.failure('nowhere')).toContain('No address is named');
  });
});

describe('HttpIn and HttpOut', () => {
  async function served(
    config: object = {},
    expression = '{"id": id, "body": {"hello": params.name, "sum": $sum(body)}}',
  ) {
    const port = await freePort();
    const started = await flow(
      {
        in: ['HttpIn', { port, path: '/hello/:name', ...config }],
        work: ['Map', { expression }],
        out: ['HttpOut', { headers: { 'X-Flow': 'yes' } }],
      },
      ['in.out -> work.in', 'work.out -> out.in'],
    );
    await expect.poll(() => started.logs.join()).toContain(`Answers http://127.0.0.1:${port}`);
    return { port, started, url: `http://127.0.0.1:${port}` };
  }

  it('[C3] a request flows through and is answered, many at once each with its own answer', async () => {
    const { url } = await served();
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const response = await fetch(`${url}/hello/n${index}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify([index, 1]),
        });
        return [response.status, response.headers.get('x-flow'), await response.json()];
      }),
    );
    expect(answers).toEqual(
      Array.from({ length: 50 }, (_, index) => [200, 'yes', { hello: `n${index}`, sum: index + 1 }]),
    );
  });

  it('[C3] other paths and methods, bodies that are no JSON, and silence of the flow have their own status', async () => {
    const { url, started } = await served({ method: 'POST', timeout: 0.3 }, 'body.silent ? $$.nothing : {"id": id}');
    const status = async (address: string, init?: RequestInit) => (await fetch(url + address, init)).status;
    const json = (body: string) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(await status('/other')).toBe(404);
    expect(await status('/hello/x')).toBe(405);
    expect(await status('/hello/x', json('{'))).toBe(400);
    expect(await status('/hello/x', json('{}'))).toBe(200);
    expect(await status('/hello/x', json('{"silent": true}'))).toBe(504);
    expect(started.failure('out')).toBeUndefined();
  });

  it('[X3] pages of elsewhere and names made to point here are refused', async () => {
    const { url } = await served();
    const { request } = await import('node:http');
    const status = (headers: Record<string, string>) =>
      new Promise((resolve) => request(`${url}/hello/x`, { headers }, ({ statusCode }) => resolve(statusCode)).end());
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({ host: 'evil.example' })).toBe(403);
  });

  it('[N6] a stopped flow answers what waits, closes its port and lets others open it', async () => {
    const { url, port, started } = await served({}, 'nothing');
    const waiting = fetch(`${url}/hello/x`);
    await expect.poll(() => started.network.nodes.get('work')!.completed).toBe(1);
    await started.network.stop(0);
    expect((await waiting).status).toBe(503);
    await expect(fetch(url)).rejects.toThrow();
    const again = await flow({ in: ['HttpIn', { port }], also: ['HttpIn', { port, path: '/also' }] });
    await expect.poll(() => again.logs.length).toBe(2);
    const taken = await flow({ in: ['HttpIn', { port }] });
    await expect.poll(() => taken.failure('in')).toContain(`Port ${port} cannot be opened: another program uses it`);
  });

  it('[P2] while the flow ends, what it has taken is answered and others hear 503; then the port is closed', async () => {
    const { url, started } = await served({}, '{"id": id, "body": "done"}');
    const { network } = started;
    network.breakpoints.set(network.wire('work.out to out.in'), null);
    const taken = fetch(`${url}/hello/x`);
    const { breakpoint } = network.wire('work.out to out.in');
    await expect.poll(() => breakpoint!.held, { timeout: 10_000 }).toBeDefined();
    const ending = network.drain(new AbortController().signal);
    const late = await fetch(`${url}/hello/y`);
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
    breakpoint!.letGo();
    expect(await (await taken).text()).toContain('done');
    expect(await ending).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('[A7] an answer needs the id of a request that waits', async () => {
    const started = await flow(
      {
        start: ['Constant', { value: { body: 1 } }],
        out: ['HttpOut'],
        late: ['Constant', { value: { id: 'x' } }],
        out2: ['HttpOut'],
      },
      ['start.out -> out.in', 'late.out -> out2.in'],
    );
    await started.network.whenIdle();
    expect(started.failure('out')).toContain('The message has no id');
    expect(started.failure('out2')).toContain('No request waits under the id x');
  });
});

describe('WebSocketIn and WebSocketOut', () => {
  it('[C3] listening: everybody hears what is broadcast, and one connection alone what it asked', async () => {
    const port = await freePort();
    const place = { port, path: '/chat' };
    const started = await flow(
      {
        in: ['WebSocketIn', place],
        all: ['Filter', { expression: 'all' }],
        one: ['Filter', { expression: '$not($exists(data.all))' }],
        out: ['WebSocketOut', place],
      },
      ['in.out -> all.in', 'in.session -> one.in', 'all.out -> out.in', 'one.out -> out.session'],
    );
    await expect.poll(() => started.logs.join()).toContain('Listens at ws://127.0.0.1');
    const clients = await Promise.all([connect(`ws://127.0.0.1:${port}/chat`), connect(`ws://127.0.0.1:${port}/chat`)]);
    clients[0]!.socket.send('{"n": 1}');
    await expect.poll(() => clients[0]!.heard).toEqual(['{"n":1}']);
    clients[1]!.socket.send('{"all": true}');
    await expect.poll(() => clients.map(({ heard }) => heard)).toEqual([['{"n":1}', '{"all":true}'], ['{"all":true}']]);
    clients[1]!.socket.send(Buffer.from([1, 2]));
    clients[1]!.socket.send('no json');
    await expect.poll(() => clients[1]!.heard.length).toBe(3);
    expect(clients[1]!.heard[1]).toBe('\u0001\u0002');
    await started.network.stop(0);
    await expect.poll(() => clients.map(({ socket }) => socket.readyState)).toEqual([3, 3]);
  });

  it('[X3] pages of elsewhere cannot connect', async () => {
    const port = await freePort();
    const started = await flow({ in: ['WebSocketIn', { port }] });
    await expect.poll(() => started.logs.length).toBe(1);
    await expect(connect(`ws://127.0.0.1:${port}/ws`, 'https://evil.example')).rejects.toThrow('403');
    await expect(connect(`ws://127.0.0.1:${port}/other`)).rejects.toThrow('404');
  });

  it('[C3] connecting: to allowed hosts only, and again when the connection ends', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    open.push(() => new Promise((resolve) => server.close(() => resolve())));
    await new Promise((resolve) => server.once('listening', resolve));
    let greetings = 0;
    server.on('connection', (socket) => {
      socket.send(JSON.stringify(`hello ${++greetings}`));
      socket.on('message', (data: Buffer) => (String(data) === 'end' ? socket.terminate() : socket.send(data)));
    });
    const place = { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const refused = await flow({ in: ['WebSocketIn', place] });
    await expect.poll(() => refused.failure('in')).toContain('is not allowed');
    const started = await flow(
      { in: ['WebSocketIn', place], start: ['Inject', { count: 1, payload: 'end' }], out: ['WebSocketOut', place] },
      ['start.out -> out.in'],
      ['127.0.0.1'],
    );
    await expect
      .poll(() => started.outputs.filter(([at]) => at === 'in.out').map(([, value]) => value), { timeout: 10_000 })
      .toEqual(['hello 1', 'hello 2']);
  });
});

async function connect(url: string, origin?: string): Promise<{ socket: WebSocket; heard: string[] }> {
  const socket = new WebSocket(url, origin ? { origin } : {});
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(String(data)));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  open.push(async () => socket.terminate());
  return { socket, heard };
}
