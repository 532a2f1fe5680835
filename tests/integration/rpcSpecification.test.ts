import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { RpcServer } from '../../electron/backend/rpc/rpcServer.ts';

/** The methods that the examples of the JSON-RPC 2.0 specification call. */
const anything = z.unknown();
const open = <Params extends z.ZodType, Result>(params: Params, result: Result) => ({
  params,
  result,
  access: 'public' as const,
});
const pair = z.union([
  z.tuple([z.number(), z.number()]),
  z
    .object({ minuend: z.number(), subtrahend: z.number() })
    .transform(({ minuend, subtrahend }) => [minuend, subtrahend] as const),
]);
const table = {
  subtract: open(pair, 0),
  sum: open(z.array(z.number()), 0),
  update: open(anything, null as unknown),
  notify_hello: open(anything, null as unknown),
  notify_sum: open(anything, null as unknown),
  get_data: open(anything, [] as unknown),
  echo: open(anything, null as unknown),
};

let server: RpcServer;
let socket: WebSocket;
beforeAll(async () => {
  server = RpcServer.over(
    table,
    {
      subtract: ([minuend, subtrahend]) => minuend - subtrahend,
      sum: async (numbers) => numbers.reduce((total, each) => total + each, 0),
      update: () => null,
      notify_hello: () => null,
      notify_sum: () => null,
      get_data: () => ['hello', 5],
      echo: (params) => params,
    },
    { host: '127.0.0.1', port: 0, token: null, logger: pino({ level: 'silent' }) },
  );
  await server.listen();
  socket = new WebSocket(server.url);
  await new Promise((resolve) => socket.once('open', resolve));
});
afterAll(async () => {
  socket.close();
  await server[Symbol.asyncDispose]();
});

/** What the server answers, as text; nothing when a later call is answered without one before it. */
async function ask(text: string): Promise<string | undefined> {
  const received: string[] = [];
  const marker = '"end of test"';
  const done = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const answer = data.toString('utf8');
      if (answer.includes(marker)) resolve();
      else received.push(answer);
    });
  });
  socket.send(text);
  // Every method here answers within the turn or on a microtask, so this answer comes last.
  socket.send(`{"jsonrpc":"2.0","method":"sum","params":[],"id":${marker}}`);
  await done;
  socket.removeAllListeners('message');
  expect(received.length).toBeLessThan(2);
  return received[0];
}

/** Without the spaces that the specification prints for the reader. */
const compact = (text: string): string => text.replaceAll(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '');

describe('the examples of the JSON-RPC 2.0 specification', () => {
  it.each<[string, string, string | undefined]>([
    [
      'positional parameters',
      '{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}',
      '{"jsonrpc": "2.0", "result": 19, "id": 1}',
    ],
    [
      'positional parameters the other way round',
      '{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}',
      '{"jsonrpc": "2.0", "result": -19, "id": 2}',
    ],
    [
      'named parameters',
      '{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}',
      '{"jsonrpc": "2.0", "result": 19, "id": 3}',
    ],
    [
      'named parameters in the other order',
      '{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4}',
      '{"jsonrpc": "2.0", "result": 19, "id": 4}',
    ],
    ['a notification', '{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}', undefined],
    ['a notification of a missing method', '{"jsonrpc": "2.0", "method": "foobar"}', undefined],
    [
      'a call of a missing method',
      '{"jsonrpc": "2.0", "method": "foobar", "id": "1"}',
      '{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}',
    ],
    [
      'invalid JSON',
      '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]',
      '{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}',
    ],
    [
      'an invalid request',
      '{"jsonrpc": "2.0", "method": 1, "params": "bar"}',
      '{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}',
    ],
    [
      'a batch of invalid JSON',
      '[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},{"jsonrpc": "2.0", "method"]',
      '{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}',
    ],
    ['an empty batch', '[]', '{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}'],
    [
      'an invalid batch that is not empty',
      '[1]',
      '[{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}]',
    ],
    [
      'an invalid batch',
      '[1,2,3]',
      `[
        {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
        {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
        {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}
      ]`,
    ],
    [
      'a batch',
      `[
        {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
        {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
        {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
        {"foo": "boo"},
        {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
        {"jsonrpc": "2.0", "method": "get_data", "id": "9"}
      ]`,
      `[
        {"jsonrpc": "2.0", "result": 7, "id": "1"},
        {"jsonrpc": "2.0", "result": 19, "id": "2"},
        {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
        {"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "5"},
        {"jsonrpc": "2.0", "result": ["hello", 5], "id": "9"}
      ]`,
    ],
    [
      'a batch of notifications',
      `[
        {"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},
        {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}
      ]`,
      undefined,
    ],
  ])('[R1] %s', async (_, request, answer) => {
    expect(await ask(request)).toBe(answer === undefined ? undefined : compact(answer));
  });
});

describe('the rest of the specification', () => {
  it.each([
    '"text"',
    '""',
    '"ä\\u0000"',
    '0',
    '-7',
    '1.5',
    '1.0',
    '1.50',
    '-0',
    '1e2',
    '1E+2',
    '1e400',
    'null',
    '9007199254740993',
    '-123456789012345678901234567890',
  ])('[R1] the id %s is echoed as it came', async (id) => {
    const answer = await ask(`{"jsonrpc":"2.0","method":"sum","params":[1],"id":${id}}`);
    expect(answer).toBe(`{"jsonrpc":"2.0","result":1,"id":${id}}`);
  });

  it.each([
    ['an id that is an object', '{"jsonrpc":"2.0","method":"sum","params":[],"id":{}}', 'null'],
    ['an id that is true', '{"jsonrpc":"2.0","method":"sum","params":[],"id":true}', 'null'],
    ['no version', '{"method":"sum","params":[],"id":1}', '1'],
    ['another version', '{"jsonrpc":"1.0","method":"sum","params":[],"id":1}', '1'],
    ['params that are text', '{"jsonrpc":"2.0","method":"sum","params":"1","id":1}', '1'],
    ['no method', '{"jsonrpc":"2.0","id":"a"}', '"a"'],
    ['a bare string', '"sum"', 'null'],
    ['null', 'null', 'null'],
  ])('[R1] %s is an invalid request', async (_, request, id) => {
    expect(await ask(request)).toBe(`{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":${id}}`);
  });

  it('[R1] params that do not fit are -32602 and the answer names what is wrong', async () => {
    const answer = await ask('{"jsonrpc":"2.0","method":"sum","params":[1,"2"],"id":1}');
    expect(JSON.parse(answer!)).toMatchObject({
      id: 1,
      error: { code: -32602, message: expect.stringContaining('params[1]') },
    });
  });

  it('[R1] methods that every object inherits are not found', async () => {
    const answers = await ask(
      '[{"jsonrpc":"2.0","method":"toString","id":1},{"jsonrpc":"2.0","method":"__proto__","id":2},{"jsonrpc":"2.0","method":"rpc.x","id":3}]',
    );
    expect((JSON.parse(answers!) as { error: { code: number } }[]).map(({ error }) => error.code)).toEqual([
      -32601, -32601, -32601,
    ]);
  });

  it('[R1] integers in params and results keep all their digits', async () => {
    const text =
      '{"jsonrpc":"2.0","method":"echo","params":{"n":12345678901234567890,"list":[-9007199254740993,"12345678901234567890"]},"id":1}';
    expect(await ask(text)).toBe(
      '{"jsonrpc":"2.0","result":{"n":12345678901234567890,"list":[-9007199254740993,"12345678901234567890"]},"id":1}',
    );
  });

  it('[R1] JSON nested a hundred thousand deep is answered and the server lives', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const answer = await ask(`{"jsonrpc":"2.0","method":"sum","params":${deep},"id":1}`);
    expect(JSON.parse(answer!)).toMatchObject({ error: { code: -32602 } });
    const echoed = await ask(`{"jsonrpc":"2.0","method":"echo","params":[12345678901234567890,${deep}],"id":1}`);
    expect(echoed).toMatch(/^{"jsonrpc":"2.0","(?:error|result)":/);
    expect(await ask('{"jsonrpc":"2.0","method":"sum","params":[1],"id":2}')).toBe(
      '{"jsonrpc":"2.0","result":1,"id":2}',
    );
  });
});
