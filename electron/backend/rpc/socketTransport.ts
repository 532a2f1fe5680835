import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { compressed, compressionThreshold, isZstd, type ZstdCodec } from '../compression/zstd.ts';
import type { FlowControlledTransport } from './connection.ts';
import { textFrames } from './textFrames.ts';

export interface SocketTransportOptions {
  /** Seconds between pings; a client that leaves two unanswered is dropped (R6). 0: no pings. */
  pingInterval: number;
  /** Unsent bytes beyond which a slow client is dropped (R5). */
  mostUnsent: number;
  /** Seconds a client may take nothing while something waits for it. */
  stallLimit: number;
  /** Bytes; what a compressed frame may unpack to. */
  maxFrameSize: number;
  /** Reads zstd in binary frames (M5); without it they are taken for text. */
  zstd?: ZstdCodec | undefined;
  /** Hears, for each compressed frame, its size divided by what it was before. */
  onCompressed?: ((ratio: number) => void) | undefined;
}

/** Texts leave at this size even within one turn of the event loop. */
const flushBytes = 256 * 1024;
/**
 * In a burst, texts that others follow wait for those: this many leave together at the latest. A burst is when the last ones left less
 * than so many milliseconds ago. Each write costs more than all else that is done for a short call.
 */
const mostTogether = 32;
const burst = 0.25;

/** The subprotocol by which a client says that it reads zstd (M5). */
export const zstdProtocol = 'jsonrpc.zstd';

/** Close codes (RFC 6455) as this server uses them. */
export const closeCodes = { goingAway: 1001, invalidData: 1007, tooSlow: 1008, tooLarge: 1009 } as const;

/** The server's end of a WebSocket. What is sent within one turn leaves in one write. */
export class SocketTransport implements FlowControlledTransport {
  /** permessage-deflate was agreed on: then frames are the library's to write. */
  private readonly deflates: boolean;
  private receive: (text: string) => void = () => {};
  private closed: (reason: string) => void = () => {};
  private readonly drained = new Set<() => void>();
  private readonly pinger: NodeJS.Timeout | undefined;
  private stallTimer: NodeJS.Timeout | undefined;
  private unanswered = 0;
  /** Texts that leave at the end of this turn of the event loop, and about how many bytes they have. */
  private outgoing: string[] = [];
  private outgoingBytes = 0;
  private isFlushDue = false;
  private moreFollows = false;
  private lastFlush = 0;
  private lingering: NodeJS.Timeout | undefined;
  private dropped = false;

  constructor(
    private readonly webSocket: WebSocket,
    private readonly socket: Socket,
    private readonly options: SocketTransportOptions,
  ) {
    this.deflates = webSocket.extensions !== '';
    webSocket.on('message', (data: Buffer, isBinary) => {
      this.unanswered = 0;
      const bytes = isBinary ? this.unpack(data) : data;
      // The library looks at text frames only. What is no text is no JSON either, and much of it would take long to show.
      if (bytes) this.receive(isBinary && !isUtf8(bytes) ? '' : bytes.toString('utf8'));
    });
    webSocket.on('pong', () => {
      this.unanswered = 0;
    });
    // A frame that breaks the protocol or a limit: `ws` closes with the code that says so.
    webSocket.on('error', () => {});
    webSocket.on('close', (code, reason) => this.end(`${code} ${reason.toString('utf8')}`.trim()));
    socket.on('drain', () => this.tellDrained());
    if (options.pingInterval > 0) this.pinger = setInterval(() => this.ping(), options.pingInterval * 1000).unref();
  }

  send(text: string, moreFollows = false): void {
    if (this.dropped || this.webSocket.readyState !== this.webSocket.OPEN) return;
    const packed = this.pack(text);
    if (packed || this.deflates) {
      this.flush();
      this.webSocket.send(packed ?? text);
    } else {
      if (!this.isFlushDue) process.nextTick(this.flushUnlessMoreFollows);
      this.isFlushDue = true;
      this.moreFollows = moreFollows;
      this.outgoing.push(text);
      this.outgoingBytes += text.length;
      if (this.outgoingBytes > flushBytes) this.flush();
    }
    if (this.unsentBytes > this.options.mostUnsent)
      this.drop(`more than ${this.options.mostUnsent} bytes wait for this client`);
    else if (this.socket.writableNeedDrain) this.watchForStall();
  }

  get unsentBytes(): number {
    return this.outgoingBytes + (this.deflates ? this.webSocket.bufferedAmount : this.socket.writableLength);
  }

  whenDrained(listener: () => void): void {
    if (this.dropped || this.unsentBytes === 0) queueMicrotask(listener);
    else if (this.socket.writableNeedDrain) this.drained.add(listener);
    // What is being compressed counts as unsent before the socket has seen it.
    else setTimeout(listener, 5);
  }

  pause(): void {
    this.webSocket.pause();
  }

  resume(): void {
    this.webSocket.resume();
  }

  onMessage(listener: (text: string) => void): void {
    this.receive = listener;
  }

  onClose(listener: (reason: string) => void): void {
    this.closed = listener;
  }

  close(): void {
    this.flush();
    this.webSocket.close(closeCodes.goingAway, 'the server is ending');
  }

  private readonly flushUnlessMoreFollows = (): void => {
    this.isFlushDue = false;
    const mayWait = this.moreFollows && this.outgoing.length < mostTogether;
    if (mayWait && performance.now() - this.lastFlush < burst) this.lingering ??= setTimeout(this.flush, 1);
    else this.flush();
  };

  private readonly flush = (): void => {
    clearTimeout(this.lingering);
    this.lingering = undefined;
    if (this.outgoing.length === 0) return;
    this.lastFlush = performance.now();
    const texts = this.outgoing;
    this.outgoing = [];
    this.outgoingBytes = 0;
    if (!this.dropped && this.webSocket.readyState === this.webSocket.OPEN) this.socket.write(textFrames(texts));
  };

  /** What is over the threshold, for a client that reads zstd, when it becomes shorter. */
  private pack(text: string): Buffer | undefined {
    const { zstd } = this.options;
    if (!zstd || text.length <= compressionThreshold || this.webSocket.protocol !== zstdProtocol) return undefined;
    const bytes = Buffer.from(text);
    const packed = compressed(zstd, bytes);
    if (packed) this.options.onCompressed?.(packed.length / bytes.length);
    return packed;
  }

  /** Undefined when it cannot be unpacked: then the connection is closed with the code that says why. */
  private unpack(bytes: Buffer): Buffer | undefined {
    const { zstd, maxFrameSize } = this.options;
    if (!zstd || !isZstd(bytes)) return bytes;
    try {
      return zstd.decompress(bytes, maxFrameSize);
    } catch (failure) {
      const sentence = failure instanceof Error ? failure.message : '';
      this.webSocket.close(sentence.includes('damaged') ? closeCodes.invalidData : closeCodes.tooLarge, sentence);
      return undefined;
    }
  }

  private ping(): void {
    // While reading is held back, the client's pongs are not read either.
    if (this.webSocket.isPaused) return;
    if (this.unanswered++ >= 2) this.webSocket.terminate();
    else this.webSocket.ping();
  }

  private watchForStall(): void {
    if (this.stallTimer) return;
    const taken = this.socket.bytesWritten - this.socket.writableLength;
    this.stallTimer = setTimeout(() => {
      this.stallTimer = undefined;
      if (!this.socket.writableNeedDrain) return;
      if (this.socket.bytesWritten - this.socket.writableLength > taken) this.watchForStall();
      else this.drop(`this client has taken nothing for ${this.options.stallLimit} seconds`);
    }, this.options.stallLimit * 1000).unref();
  }

  /** What waits is still sent to a client that reads again soon; `ws` ends the connection after 30 seconds at the latest. */
  private drop(reason: string): void {
    this.flush();
    this.dropped = true;
    this.webSocket.close(closeCodes.tooSlow, `too slow: ${reason}`);
    this.webSocket.resume();
    this.end(reason);
  }

  private end(reason: string): void {
    clearInterval(this.pinger);
    clearTimeout(this.stallTimer);
    this.tellDrained();
    this.closed(reason);
  }

  private tellDrained(): void {
    const listeners = [...this.drained];
    this.drained.clear();
    for (const listener of listeners) listener();
  }
}
