import WebSocket from 'ws';
import { AppError } from '#shared/rpc/errors.ts';

interface Answer {
  id: number;
  error?: { message: string };
}

/** Calls `process` of one actor over a WebSocket, as fast as asked. Answers are parsed, as any client must. */
export class LoadClient implements Disposable {
  private nextId = 1;
  private onAnswer: (answer: Answer) => void = () => {};

  private constructor(
    private readonly socket: WebSocket,
    private readonly actor: string,
    private readonly input: string,
  ) {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Answer | Answer[];
      for (const answer of Array.isArray(message) ? message : [message]) {
        if (answer.error) throw new AppError('internalError', `The server answered: ${answer.error.message}`);
        if (answer.id !== undefined) this.onAnswer(answer);
      }
    });
  }

  /** @param input JSON text of what the actor gets */
  static async connect(url: string, actor: string, input = '42'): Promise<LoadClient> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new LoadClient(socket, actor, input);
  }

  /** Calls one by one. @returns milliseconds of each */
  async oneByOne(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let index = 0; index < count; index++) {
      const began = performance.now();
      await new Promise<void>((resolve) => {
        this.onAnswer = () => resolve();
        this.socket.send(this.request());
      });
      times.push(performance.now() - began);
    }
    return times;
  }

  /** Keeps `window` calls under way, each in a frame of its own. @returns calls a second */
  pipelined(count: number, window: number): Promise<number> {
    let sent = 0;
    return this.rate(
      count,
      () => {
        if (sent < count) this.socket.send((sent++, this.request()));
      },
      window,
    );
  }

  /** Keeps `window` batches of `size` calls under way. @returns calls a second */
  batched(batches: number, size: number, window: number): Promise<number> {
    let sent = 0;
    let answered = 0;
    const send = (): void => {
      if (sent++ < batches) this.socket.send(`[${Array.from({ length: size }, () => this.request()).join(',')}]`);
    };
    return this.rate(
      batches * size,
      () => {
        if (answered++ % size === size - 1) send();
      },
      window,
      send,
    );
  }

  private rate(count: number, next: () => void, window: number, first: () => void = next): Promise<number> {
    const began = performance.now();
    let answered = 0;
    return new Promise((resolve) => {
      this.onAnswer = () => {
        if (++answered === count) resolve(count / ((performance.now() - began) / 1000));
        else next();
      };
      for (let index = 0; index < window; index++) first();
    });
  }

  private request(): string {
    return `{"jsonrpc":"2.0","method":"process","params":{"actor_id":"${this.actor}","payload":{"input":${this.input}}},"id":${this.nextId++}}`;
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}
