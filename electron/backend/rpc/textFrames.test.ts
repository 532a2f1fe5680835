import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { WebSocket, WebSocketServer } from 'ws';
import { expect, it } from 'vitest';
import { textFrames } from './textFrames.ts';

it('[R1] frames are read as the texts that went in, of every length and script', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  const accepted = new Promise<Duplex>((resolve) => server.on('connection', (_, { socket }) => resolve(socket)));
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const socket = await accepted;
  let hear: (text: string) => void = () => {};
  client.on('message', (data: Buffer) => hear(data.toString('utf8')));
  const read = (bytes: Buffer, count: number) =>
    new Promise<string[]>((resolve) => {
      const texts: string[] = [];
      hear = (text) => {
        if (texts.push(text) === count) resolve(texts);
      };
      socket.write(bytes);
    });
  const lengths = [0, 1, 41, 42, 43, 125, 126, 127, 128, 4096, 4097, 65_535, 65_536, 70_000];
  const anyText = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.tuple(fc.constantFrom(...lengths), fc.constantFrom('a', 'ü', '水', '🐟')).map(([n, unit]) => unit.repeat(n)),
  );
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 6 }), async (texts) => {
        expect(await read(textFrames(texts), texts.length)).toEqual(texts);
      }),
      { numRuns: 60 },
    );
  } finally {
    client.terminate();
    server.close();
  }
});
