import { WebSocket } from 'ws';
import { AppError } from '#shared/rpc/errors.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { compressed, compressionThreshold, isZstd, type ZstdCodec } from '../../compression/zstd.ts';
import { zstdProtocol } from '../socketTransport.ts';

/** Bytes of an answer, packed or unpacked. */
const largestAnswer = 256 * 1024 ** 2;

/** Milliseconds between pings; a server that leaves two unanswered is given up. */
const pingInterval = 15_000;

/** A client's end of a WebSocket, for `RpcClient` in Node. */
export class WebSocketTransport implements Transport {
  private unanswered = 0;
  private hearsClose: ((code: number, reason: Buffer) => void) | undefined;

  private constructor(
    private readonly webSocket: WebSocket,
    private readonly zstd: ZstdCodec | undefined,
  ) {
    const pinger = setInterval(() => {
      // While nothing is read, pongs are not read either.
      if (webSocket.isPaused) return;
      if (this.unanswered++ >= 2) webSocket.terminate();
      else webSocket.ping();
    }, pingInterval).unref();
    webSocket.on('pong', () => {
      this.unanswered = 0;
    });
    webSocket.once('close', () => clearInterval(pinger));
  }

  /**
   * @param token for the editor's methods
   * @param zstd reads compressed frames and writes them where the server can read them, too (M5)
   * @throws AppError `notFound` when nobody listens there, `forbidden` when the server refuses
   */
  static async connect(
    url: string,
    options: { token?: string; signal?: AbortSignal; zstd?: ZstdCodec } = {},
  ): Promise<WebSocketTransport> {
    const headers = options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` };
    const protocols = options.zstd ? [zstdProtocol] : [];
    const webSocket = new WebSocket(url, protocols, { headers, maxPayload: largestAnswer, perMessageDeflate: false });
    const where = url.split('?')[0];
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => webSocket.terminate();
      options.signal?.addEventListener('abort', abort);
      const settled = (settle: () => void): void => {
        options.signal?.removeEventListener('abort', abort);
        settle();
      };
      webSocket.once('open', () => settled(resolve));
      webSocket.once('unexpected-response', (_request, response) => {
        const failure = new AppError(
          'forbidden',
          `${where} refused the connection with status ${response.statusCode}.`,
        );
        response.resume();
        settled(() => reject(failure));
        webSocket.terminate();
      });
      webSocket.on('error', (cause) => {
        const failure = new AppError('notFound', `Nothing answers at ${where}: ${cause.message}.`, undefined, {
          cause,
        });
        settled(() => reject(failure));
      });
    });
    return new WebSocketTransport(webSocket, webSocket.protocol === zstdProtocol ? options.zstd : undefined);
  }

  send(text: string): void {
    const packed =
      this.zstd && text.length > compressionThreshold ? compressed(this.zstd, Buffer.from(text)) : undefined;
    this.webSocket.send(packed ?? text, () => {});
  }

  /** Reads nothing until `resume`, which holds the server back. */
  pause(): void {
    this.webSocket.pause();
  }

  resume(): void {
    this.webSocket.resume();
  }

  onMessage(listener: (text: string) => void): void {
    this.webSocket.removeAllListeners('message');
    this.webSocket.on('message', (data: Buffer, isBinary) => {
      const bytes = isBinary ? this.unpack(data) : data;
      if (bytes) listener(bytes.toString('utf8'));
    });
  }

  /** Undefined when it cannot be unpacked: then the server is not understood any further. */
  private unpack(bytes: Buffer): Buffer | undefined {
    if (!this.zstd || !isZstd(bytes)) return bytes;
    try {
      return this.zstd.decompress(bytes, largestAnswer);
    } catch {
      this.webSocket.terminate();
      return undefined;
    }
  }

  onClose(listener: (reason: string) => void): void {
    if (this.hearsClose) this.webSocket.off('close', this.hearsClose);
    this.webSocket.on(
      'close',
      (this.hearsClose = (code, reason) => listener(`${code} ${reason.toString('utf8')}`.trim())),
    );
  }

  close(): void {
    this.webSocket.close(1000);
  }
}
