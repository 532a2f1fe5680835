/** A frame as those who listen to an endpoint get it. */
export interface ReceivedFrame {
  /** The connection that it came on, as `send` takes it. */
  readonly client: string;
  readonly data: string | Uint8Array;
  /** Stops reading that connection until the promise settles. */
  holdUntil(free: Promise<void>): void;
}

/** One place at which frames come and go; nodes of one back end that name the same place share it. */
export interface WebSocketEndpoint extends AsyncDisposable {
  /** Settles when it listens, or is connected for the first time. */
  readonly ready: Promise<void>;
  onFrame(listener: (frame: ReceivedFrame) => void): Disposable;
  /**
   * Sends to one connection, or to all. Settles when the frame is on its way.
   * @throws Error when the connection is not there
   */
  send(data: string | Uint8Array, client: string | undefined, signal: AbortSignal): Promise<void>;
}
