/** A connection that carries whole JSON texts both ways: a WebSocket, a MessagePort or a linked pair in memory. */
export interface Transport {
  send(text: string): void;
  /** One listener each; setting another replaces it. */
  onMessage(listener: (text: string) => void): void;
  onClose(listener: (reason: string) => void): void;
  close(): void;
}

/** Two transports, each delivering to the other on a later microtask, in order. For tests and for clients in the same process. */
export function linkedTransports(): [Transport, Transport] {
  const left = new LinkedEnd();
  const right = new LinkedEnd();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class LinkedEnd implements Transport {
  peer!: LinkedEnd;
  private receive: (text: string) => void = () => {};
  private closed: (reason: string) => void = () => {};
  private open = true;

  send(text: string): void {
    if (!this.open) return;
    queueMicrotask(() => {
      if (this.peer.open) this.peer.receive(text);
    });
  }

  onMessage(listener: (text: string) => void): void {
    this.receive = listener;
  }

  onClose(listener: (reason: string) => void): void {
    this.closed = listener;
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    const { peer } = this;
    queueMicrotask(() => {
      this.closed('closed here');
      if (!peer.open) return;
      peer.open = false;
      peer.closed('closed by the other side');
    });
  }
}
