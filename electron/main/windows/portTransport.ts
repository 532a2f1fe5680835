import type { MessagePortMain } from 'electron';
import type { Transport } from '#shared/rpc/transport.ts';

/** The back end's end of a window's connection. It begins to receive when a listener is set. */
export class PortTransport implements Transport {
  private closed: (reason: string) => void = () => {};
  private open = true;

  constructor(private readonly port: MessagePortMain) {
    port.on('close', () => this.end('the window closed the connection'));
  }

  send(text: string): void {
    if (this.open) this.port.postMessage(text);
  }

  onMessage(listener: (text: string) => void): void {
    this.port.removeAllListeners('message');
    this.port.on('message', ({ data }) => {
      if (typeof data === 'string') listener(data);
    });
    this.port.start();
  }

  onClose(listener: (reason: string) => void): void {
    this.closed = listener;
  }

  close(): void {
    this.port.close();
    this.end('closed here');
  }

  private end(reason: string): void {
    if (!this.open) return;
    this.open = false;
    this.closed(reason);
  }
}
