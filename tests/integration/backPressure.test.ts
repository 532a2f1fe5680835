import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Folder, Served } from './commandLine.ts';
import { readPrometheus } from './prometheusText.ts';

/** Seconds of each soak; minutes of it are for machines that have nothing else to do. */
const seconds = Number(process.env['REFLOW_SOAK_SECONDS'] ?? 4);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const actors = {
  'flood.actor.py':
    'def process(context):\n    text = "x" * 10_000\n    while True:\n        context.send_output_sync("out", text)\n',
  'slow.actor.py':
    'import time\n\ndef process(context):\n    time.sleep(0.002)\n    return {"out": context.get_input("in")}\n',
  'echo.actor.js': 'export function process(context) {\n  return { out: context.getInput("in") };\n}\n',
};

let folder: Folder;
let server: Served;
beforeAll(async () => {
  const settings = 'sandbox:\n  python: { timeout: 3600 }\n';
  folder = await Folder.make({ 'reflow.yaml': settings, ...actors });
  server = await Served.start(folder.root);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const sockets: WebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

async function open(): Promise<WebSocket> {
  const socket = new WebSocket(server.ready.rpc, { perMessageDeflate: false });
  sockets.push(socket);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

async function figure(name: string): Promise<number> {
  const text = await (await fetch(`${server.ready.metrics}/metrics`, { headers: { connection: 'close' } })).text();
  return readPrometheus(text).get(name) ?? Number.NaN;
}

/** How much the server's memory grows while something goes on, in megabytes: the most of the last half over that of the first. */
async function growth(goOn: () => void): Promise<number> {
  const samples: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    goOn();
    samples.push((await figure('process_resident_memory_bytes')) / 1024 ** 2);
    await pause(50);
  }
  const half = Math.ceil(samples.length / 2);
  return Math.max(...samples.slice(half)) - Math.max(...samples.slice(0, half));
}

function call(actor: string, value: unknown, id: number): string {
  const params = { actor_id: actor, payload: { in: value } };
  return JSON.stringify({ jsonrpc: '2.0', method: 'process', params, id });
}

describe('back-pressure', () => {
  it('[R5][N1] a client that reads slowly holds its actor back: memory stays flat, and others are served', async () => {
    const slow = await open();
    let heard = 0;
    slow.on('message', () => heard++);
    slow.send(call('flood', 1, 1));
    await expect.poll(() => heard, { timeout: 60_000 }).toBeGreaterThan(0);
    const other = await open();
    let answers = 0;
    other.on('message', () => other.send(call('echo', ++answers, answers)));
    other.send(call('echo', 0, 0));
    let turn = 0;
    const grown = await growth(() => {
      if (turn++ % 8 === 0) slow.resume();
      else slow.pause();
    });
    expect(grown).toBeLessThan(60);
    await expect.poll(() => answers).toBeGreaterThan(10);
    expect(slow.readyState).toBe(WebSocket.OPEN);
  });

  it('[R5] calls of a slow actor that pile up hold their client back: memory stays flat', async () => {
    const eager = await open();
    let answered = 0;
    eager.on('message', () => answered++);
    let id = 0;
    const grown = await growth(() => {
      // As fast as the socket takes them: the client's own buffer is not what is measured here.
      while (eager.bufferedAmount < 1024 ** 2) eager.send(call('slow', 'x'.repeat(1000), id++));
    });
    expect(grown).toBeLessThan(60);
    await expect.poll(() => answered).toBeGreaterThan(10);
    expect(await figure('reflow_queue_depth')).toBeLessThanOrEqual(4200);
  });

  it('[R5] at full rate, with a client that keeps up, memory stays flat', async () => {
    const socket = await open();
    let answered = 0;
    let sent = 0;
    const more = (): void => {
      while (sent - answered < 1000) socket.send(call('echo', 'y'.repeat(500), sent++));
    };
    socket.on('message', () => {
      answered++;
      if (sent - answered < 500) more();
    });
    more();
    await expect.poll(() => answered, { timeout: 60_000 }).toBeGreaterThan(5000);
    expect(await growth(() => {})).toBeLessThan(60);
  });
});
