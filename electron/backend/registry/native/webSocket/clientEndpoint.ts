import { WebSocket } from 'ws';
import { FrameListeners, largestFrame, sendFrame } from './frameListeners.ts';
import type { ReceivedFrame, WebSocketEndpoint } from './webSocketEndpoint.ts';

const longestBackOff = 10_000;

/** Connects to an address, again and again with growing waits when the connection ends. */
export class ClientEndpoint implements WebSocketEndpoint {
  readonly ready: Promise<void>;
  private readonly listeners = new FrameListeners();
  private readonly waiting = new Set<() => void>();
  private socket: WebSocket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private attempts = 0;
  private disposed = false;

  constructor(private readonly url: string) {
    this.ready = new Promise((resolve) => this.waiting.add(resolve));
    this.connect();
  }

  onFrame(listener: (frame: ReceivedFrame) => void): Disposable {
    return this.listeners.add(listener);
  }

  /** Waits for the connection as long as need be: whoever calls can be cancelled. */
  async send(data: string | Uint8Array, _client: string | undefined, signal: AbortSignal): Promise<void> {
    while (this.socket?.readyState !== WebSocket.OPEN) await this.connected(signal);
    await sendFrame(this.socket, data);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
    clearTimeout(this.timer);
    for (const proceed of this.waiting) proceed();
    this.socket?.close(1000);
    this.socket?.terminate();
  }

  private connect(): void {
    // Redirects are not followed: only the host in the address was allowed.
    const socket = new WebSocket(this.url, {
      maxPayload: largestFrame,
      handshakeTimeout: 10_000,
      followRedirects: false,
    });
    this.socket = socket;
    this.listeners.follow(socket, this.url);
    socket.once('open', () => {
      this.attempts = 0;
      for (const proceed of this.waiting) proceed();
      this.waiting.clear();
    });
    socket.on('error', () => socket.terminate());
    socket.once('close', () => {
      if (this.disposed) return;
      this.timer = setTimeout(() => this.connect(), Math.min(longestBackOff, 100 * 2 ** this.attempts++));
    });
  }

  private connected(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(signal.reason as Error);
      if (signal.aborted) fail();
      signal.addEventListener('abort', fail, { once: true });
      this.waiting.add(() => {
        signal.removeEventListener('abort', fail);
        if (this.disposed) reject(new Error('The connection was closed.'));
        else resolve();
      });
    });
  }
}
