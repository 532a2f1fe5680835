import { randomBytes } from 'node:crypto';
import net from 'node:net';
import WebSocket from 'ws';

/** What no honest client sends: each is sent whole, over a connection of its own. */
const messages: readonly (() => string | Buffer)[] = [
  () => randomBytes(4096),
  () => '['.repeat(10_000),
  () => `${'{"jsonrpc":"2.0","method":"list","params":{"a":'.repeat(2000)}1${'}}'.repeat(2000)}`,
  () => '{"jsonrpc":"2.0","method":"process","params":{"actor_id":',
  () => `[${Array.from({ length: 500 }, () => '1').join(',')}]`,
  () => Buffer.alloc(64 * 1024, 0xff),
];

/** Clients that send what they should not, and some that begin a frame and never end it. */
export class BadClients implements AsyncDisposable {
  private readonly halves: net.Socket[] = [];

  constructor(private readonly url: string) {}

  /** Sends the next kind of bad message, and leaves half a frame on another connection. */
  async send(round: number): Promise<void> {
    const socket = new WebSocket(this.url, { perMessageDeflate: false });
    socket.on('error', () => {});
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    await new Promise((resolve) => socket.send(messages[round % messages.length]!(), resolve));
    socket.terminate();
    this.halves.push(await this.beginFrame());
  }

  private async beginFrame(): Promise<net.Socket> {
    const { hostname, port } = new URL(this.url);
    const socket = net.connect(Number(port), hostname);
    socket.on('error', () => {});
    const key = randomBytes(16).toString('base64');
    socket.write(
      `GET / HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    await new Promise((resolve) => socket.once('data', resolve).once('close', resolve));
    socket.write(Buffer.from([0x81, 0xfe, 0x10]));
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.halves) socket.destroy();
  }
}
