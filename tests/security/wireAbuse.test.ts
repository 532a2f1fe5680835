import { isUtf8 } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Folder, Served } from '../integration/commandLine.ts';
import { readPrometheus } from '../integration/prometheusText.ts';

const echo = 'def process(context):\n    return {"out": context.get_input("in")}\n';
const megabyte = 1024 ** 2;

/** How many mutated frames are sent; the full number takes a minute on a busy machine. */
const mutatedFrames = Number(process.env['REFLOW_FUZZ_FRAMES'] ?? 100_000);

let folder: Folder;
let server: Served;
beforeAll(async () => {
  folder = await Folder.make({
    'reflow.yaml': 'websocket: { max_connections: 1100, max_frame_size: 1MB }\n',
    'echo.actor.py': echo,
  });
  server = await Served.start(folder.root);
  await honest();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A client that does nothing wrong is answered. */
async function honest(): Promise<void> {
  const client = await server.connectAsCaller();
  const { outputs } = await client.call('process', { actor_id: 'echo', payload: { in: 42 } });
  expect(outputs).toEqual({ out: 42 });
  client.close();
}

/** Megabytes of the server's resident memory. */
async function memory(): Promise<number> {
  const figures = readPrometheus(await (await fetch(`${server.ready.metrics}/metrics`)).text());
  return figures.get('process_resident_memory_bytes')! / megabyte;
}

async function connections(): Promise<number> {
  const figures = readPrometheus(await (await fetch(`${server.ready.metrics}/metrics`)).text());
  return figures.get('reflow_rpc_connections')!;
}

/** A WebSocket of which every answer is thrown away. */
class Attacker {
  socket: WebSocket | undefined;
  answers = 0;
  /** Codes with which the server closed connections. */
  readonly codes = new Set<number>();

  async open(): Promise<WebSocket> {
    if (this.socket?.readyState === WebSocket.OPEN) return this.socket;
    const socket = new WebSocket(server.ready.rpc, { perMessageDeflate: false });
    socket.on('message', () => this.answers++);
    socket.on('error', () => {});
    socket.on('close', (code) => this.codes.add(code));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return (this.socket = socket);
  }

  /** Settles once the server has looked at all that was sent, or has closed the connection. */
  async settled(): Promise<void> {
    const { socket } = this;
    if (socket?.readyState !== WebSocket.OPEN) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('pong', done).off('close', done);
        resolve();
      };
      socket.on('pong', done).on('close', done);
      socket.ping(() => {});
    });
  }

  /** The code with which the server closes after these bytes, which go past the WebSocket library. */
  async raw(bytes: Buffer): Promise<number> {
    const socket = await this.open();
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    (socket as unknown as { _socket: Socket })._socket.write(bytes);
    return closed;
  }
}

/** Numbers from 0 to 1, always the same (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const frames = [
  '{"jsonrpc":"2.0","method":"list","params":{},"id":1}',
  '{"jsonrpc":"2.0","method":"process","params":{"actor_id":"echo","payload":{"in":[1,{"a":null}]}},"id":"two"}',
  '{"jsonrpc":"2.0","method":"process","params":{"actor_id":"echo","payload":{"in":{"type":"Integer","data":9007199254740993}},"config":{"k":1}},"id":3}',
  '{"jsonrpc":"2.0","method":"describe","params":{"actor_id":"echo"},"id":12345678901234567890}',
  '{"jsonrpc":"2.0","method":"cancel","params":{"id":3},"id":null}',
  '[{"jsonrpc":"2.0","method":"list","id":4},{"jsonrpc":"2.0","method":"cancel","params":{"id":4}},7]',
  '{"jsonrpc":"2.0","method":"graph.open","params":{"path":"../../x"},"id":5}',
  '{"jsonrpc":"2.0","method":"load","params":{"file_path":"/etc/passwd"},"id":6}',
].map((text) => Buffer.from(text));

function mutate(random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit);
  let bytes = Buffer.from(frames[below(frames.length)]!);
  for (let count = 1 + below(3); count > 0; count--) {
    const at = below(bytes.length);
    const end = Math.min(bytes.length, at + below(12));
    const kind = below(5);
    if (kind === 0) bytes[at] = below(256);
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    else if (kind === 3) {
      const other = frames[below(frames.length)]!;
      bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(below(other.length))]);
    } else bytes = bytes.subarray(0, Math.max(1, at));
    if (bytes.length === 0) bytes = Buffer.from([below(256)]);
  }
  return bytes;
}

describe('the wire under abuse', () => {
  it(
    '[X4][R1] a hundred thousand mutated frames end no server, keep nothing, and hold no honest client up',
    { timeout: 180_000 },
    async () => {
      const random = seeded(20_260_101);
      const attacker = new Attacker();
      let before = 0;
      for (let sent = 0; sent < mutatedFrames; sent++) {
        const socket = await attacker.open();
        const bytes = mutate(random);
        // Text that is no UTF-8 ends the connection, and with it what is on its way: it is sent now and then.
        const binary = sent % 500 !== 0 && (random() < 0.5 || !isUtf8(bytes));
        socket.send(bytes, { binary }, () => {});
        if (sent % 500 === 0) await attacker.settled();
        if (sent === Math.floor(mutatedFrames / 4)) before = await memory();
      }
      await attacker.settled();
      attacker.socket?.terminate();
      await honest();
      expect((await memory()) - before).toBeLessThan(60);
      expect(attacker.answers).toBeGreaterThan(mutatedFrames * 0.8);
      // Text that is no UTF-8 is the one thing for which a connection is ended.
      expect([...attacker.codes].filter((code) => code !== 1007 && code !== 1006)).toEqual([]);
    },
  );

  it('[R6][X4] oversize, half and broken frames end their connection with the code that says why', async () => {
    const attacker = new Attacker();
    const masked = (first: number, length: number[], ...rest: number[]) =>
      Buffer.from([first, ...length, 1, 2, 3, 4, ...rest]);
    // 2 MB announced where 1 MB is the limit, before any of it is sent.
    expect(await attacker.raw(masked(0x82, [0x80 | 127, 0, 0, 0, 0, 0, 0x20, 0, 0]))).toBe(1009);
    // More bytes than there are numbers for.
    expect(await attacker.raw(masked(0x82, [0x80 | 127, 255, 255, 255, 255, 255, 255, 255, 255]))).toBe(1009);
    expect(await attacker.raw(masked(0x83, [0x80]))).toBe(1002);
    expect(await attacker.raw(masked(0x80, [0x80]))).toBe(1002);
    expect(await attacker.raw(Buffer.from([0x81, 0x01, 0x61]))).toBe(1002);
    expect(await attacker.raw(masked(0x81, [0x82], 0xff ^ 1, 0xfe ^ 2))).toBe(1007);
    expect(await attacker.raw(Buffer.alloc(4096, 0xff))).toBe(1002);
    // Half a frame, and gone.
    const socket = await attacker.open();
    (socket as unknown as { _socket: Socket })._socket.end(masked(0x82, [0x80 | 126, 0x10, 0], 1, 2, 3));
    await new Promise((resolve) => socket.once('close', resolve));
    await honest();
  });

  it('[X4][M5] what claims to be zstd and is not, or unpacks to too much, ends its connection only', async () => {
    const attacker = new Attacker();
    const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
    for (const rest of [Buffer.alloc(0), Buffer.alloc(100, 7), Buffer.alloc(100_000, 0xff)]) {
      const socket = await attacker.open();
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      socket.send(Buffer.concat([magic, rest]));
      expect([1007, 1009]).toContain(await closed);
    }
    await honest();
  });

  it('[X4][M3] payloads nested ten thousand deep are answered, with the value or an error that says so', async () => {
    const client = new WebSocket(`${server.ready.rpc}?token=${server.token}`, { perMessageDeflate: false });
    await new Promise((resolve) => client.once('open', resolve));
    const ask = (text: string) =>
      new Promise<{ error?: { code: number; message: string } }>((resolve) => {
        client.once('message', (data: Buffer) => resolve(JSON.parse(data.toString()) as never));
        client.send(text);
      });
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
      ['{"type":"Object","data":', '}'],
    ] as const) {
      const deep = `${open.repeat(10_000)}1${close.repeat(10_000)}`;
      const payload = `"payload":{"in":${deep}}`;
      const { error } = await ask(
        `{"jsonrpc":"2.0","method":"process","params":{"actor_id":"echo",${payload}},"id":1}`,
      );
      if (error) expect([-32602, -32002]).toContain(error.code);
      const set = `"namespace":"a","actorId":"b","key":"c","value":${deep}`;
      const edit = `{"kind":"property","name":"p","before":null,"after":${deep}}`;
      for (const call of [
        `"method":"state.set","params":{${set}}`,
        `"method":"graph.edit","params":{"path":"m.graph.json","revision":0,"label":"l","edits":[${edit}]}`,
      ])
        expect(await ask(`{"jsonrpc":"2.0",${call},"id":1}`)).not.toMatchObject({ error: { code: -32603 } });
      await honest();
    }
    client.terminate();
  });

  it('[X4][M3] a payload of a quarter of a million values arrives; as many elsewhere are refused, and what follows is answered', async () => {
    const client = new WebSocket(server.ready.rpc, { perMessageDeflate: false });
    const answers: string[] = [];
    client.on('message', (data: Buffer) => answers.push(data.toString()));
    await new Promise((resolve) => client.once('open', resolve));
    const many = `[9007199254740993,1.0,${'1,'.repeat(250_000)}"x"]`;
    const process = (params: string, id: string) =>
      `{"jsonrpc":"2.0","method":"process","params":{"actor_id":"echo",${params}},"id":${id}}`;
    client.send(process(`"payload":{"in":${many}}`, '1.0'));
    client.send(process(`"payload":{"in":${many.slice(0, -1)}}`, '2'));
    client.send(process(`"config":{"in":${many}},"payload":{"in":1}`, '3'));
    client.send(`[${process(`"payload":{"in":${many}}`, '4')},${process('"payload":{"in":5}', '5')}]`);
    client.send(process('"payload":{"in":6}', '6'));
    await expect.poll(() => answers.length, { timeout: 20_000 }).toBe(5);
    const answer = (value: string, id: string) =>
      `{"jsonrpc":"2.0","result":{"outputs":{"out":${value}},"sent":{}},"id":${id}}`;
    const refused = expect.objectContaining({ error: expect.objectContaining({ code: -32600 }), id: null });
    expect(answers.filter((text) => text.startsWith('{"jsonrpc":"2.0","result"'))).toEqual([
      answer(many, '1.0'),
      answer('6', '6'),
    ]);
    const others = answers.map((text) => JSON.parse(text) as unknown);
    expect(others).toContainEqual(
      expect.objectContaining({ error: { code: -32700, message: 'Parse error' }, id: null }),
    );
    expect(others).toContainEqual(refused);
    expect(others).toContainEqual([refused, JSON.parse(answer('5', '5'))]);
    client.terminate();
  });

  it('[R6] a thousand idle connections and two hundred half handshakes leave room for the next, and then nothing', async () => {
    const before = await memory();
    const { hostname, port } = new URL(server.ready.rpc);
    const idle = await Promise.all(Array.from({ length: 1000 }, () => new Attacker().open()));
    const loris = Array.from({ length: 200 }, () => {
      const socket = connect(Number(port), hostname, () => socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '));
      return socket.on('error', () => {});
    });
    await honest();
    expect(await connections()).toBeGreaterThanOrEqual(1000);
    for (const socket of idle) socket.terminate();
    for (const socket of loris) socket.destroy();
    await expect.poll(connections, { timeout: 10_000 }).toBe(0);
    await honest();
    expect((await memory()) - before).toBeLessThan(60);
  });
});
