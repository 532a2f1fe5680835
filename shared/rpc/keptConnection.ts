import { RpcClient } from './client.ts';
import type { Transport } from './transport.ts';

export interface ConnectionListener {
  connected(client: RpcClient): void;
  disconnected(reason: string): void;
}

const firstDelay = 250;
const longestDelay = 5000;

/** How long to wait before the attempt of that number (from 0), in milliseconds: doubling, spread so that windows do not come at once. */
export function reconnectDelay(attempt: number, random: () => number): number {
  const delay = Math.min(longestDelay, firstDelay * 2 ** attempt);
  return delay * (0.75 + random() / 2);
}

/** Keeps a connection to the back end: opens it again with back-off when it is lost (R7), until disposed. */
export class KeptConnection implements Disposable {
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private client: RpcClient | undefined;
  private disposed = false;

  constructor(
    private readonly open: () => Promise<Transport>,
    private readonly listener: ConnectionListener,
    private readonly random: () => number,
  ) {
    this.connect();
  }

  /** Tries at once instead of waiting for the back-off. */
  retryNow(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.connect();
  }

  [Symbol.dispose](): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.client?.close();
  }

  private connect(): void {
    this.open().then(
      (transport) => {
        if (this.disposed) return transport.close();
        this.attempt = 0;
        const lost = watchClose(transport);
        this.client = new RpcClient(lost.transport);
        lost.onLost((reason) => this.lost(reason));
        this.listener.connected(this.client);
      },
      (error: Error) => this.lost(error.message),
    );
  }

  private lost(reason: string): void {
    if (this.disposed) return;
    // The client may have ended it, and knows why.
    const because = this.client?.closedBecause ?? reason;
    this.client = undefined;
    this.listener.disconnected(because);
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.connect();
      },
      reconnectDelay(this.attempt++, this.random),
    );
  }
}

/** A transport has one close listener, which the client takes; this lets the connection hear it too. */
function watchClose(transport: Transport): {
  transport: Transport;
  onLost: (listener: (reason: string) => void) => void;
} {
  let heard: (reason: string) => void = () => {};
  return {
    transport: {
      send: (text) => transport.send(text),
      onMessage: (listener) => transport.onMessage(listener),
      onClose: (listener) =>
        transport.onClose((reason) => {
          listener(reason);
          heard(reason);
        }),
      close: () => transport.close(),
    },
    onLost: (listener) => void (heard = listener),
  };
}
