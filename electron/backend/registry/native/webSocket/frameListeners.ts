import type { WebSocket } from 'ws';
import type { ReceivedFrame } from './webSocketEndpoint.ts';

/** Bytes of one frame. */
export const largestFrame = 16 * 1024 ** 2;
/** Bytes that may wait in a socket before `send` waits. */
const mostBuffered = 1024 ** 2;

/** Those who hear the frames of an endpoint. */
export class FrameListeners {
  private readonly listeners = new Set<(frame: ReceivedFrame) => void>();

  add(listener: (frame: ReceivedFrame) => void): Disposable {
    this.listeners.add(listener);
    return { [Symbol.dispose]: () => void this.listeners.delete(listener) };
  }

  /** Passes on what comes on a socket. */
  follow(socket: WebSocket, client: string): void {
    socket.binaryType = 'nodebuffer';
    socket.on('message', (bytes: Buffer, isBinary: boolean) => {
      const holdUntil = (free: Promise<void>) => {
        socket.pause();
        void free.catch(() => {}).then(() => socket.resume());
      };
      const data = isBinary ? new Uint8Array(bytes) : bytes.toString('utf8');
      for (const listener of this.listeners) listener({ client, data, holdUntil });
    });
  }
}

/** Sends a frame; waits while too much is unsent. @throws Error when the connection ends */
export function sendFrame(socket: WebSocket, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(data, (error) => (error ? reject(new Error(`The connection ended: ${error.message}.`)) : resolve()));
    if (socket.bufferedAmount < mostBuffered) resolve();
  });
}
