import { Worker } from 'node:worker_threads';
import type { Value } from '#shared/message/message.ts';
import { ExpressionFailure } from './evaluate.ts';
import type { ExpressionAnswer, ExpressionRequest } from './expressionWorkerMessages.ts';

/** Milliseconds that one evaluation may take (X5); the thread is killed a little later, when it does not end by itself. */
const timeLimit = 1000;
const killAfter = timeLimit + 250;
/** Megabytes of the thread's heap. */
const memory = 256;

interface Job extends ExpressionRequest {
  settle(answer: ExpressionAnswer): void;
}

/**
 * The thread on which expressions are evaluated that may take long, for all nodes of a back end: one expression at a time, so that
 * the time limit is each one's own. It runs while some node has use of it; one that does not end, or eats its memory, is replaced.
 */
export class ExpressionWorkers implements AsyncDisposable {
  private readonly waiting: Job[] = [];
  private running: Job | undefined;
  private worker: Worker | undefined;
  private timer: NodeJS.Timeout | undefined;
  private users = 0;

  /** @param entry path of the built `expressionWorker` */
  constructor(private readonly entry: string) {}

  /** The thread stays until everybody has given it back. */
  use(): AsyncDisposable {
    this.users++;
    let isUsed = true;
    return {
      [Symbol.asyncDispose]: async () => {
        if (!isUsed) return;
        isUsed = false;
        if (--this.users === 0) await this.end();
      },
    };
  }

  /** @throws ExpressionFailure */
  evaluate(text: string, value: Value): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      const settle = (answer: ExpressionAnswer) => {
        if ('error' in answer) reject(new ExpressionFailure(answer.error.message, answer.error.name));
        else resolve(answer.value);
      };
      this.waiting.push({ text, value, settle });
      this.next();
    });
  }

  private next(): void {
    if (this.running || this.waiting.length === 0) return;
    this.running = this.waiting.shift()!;
    const { text, value } = this.running;
    this.timer = setTimeout(
      () =>
        this.replace({ name: 'Timeout', message: `\`${text}\` took more than ${timeLimit / 1000} s and was stopped.` }),
      killAfter,
    );
    try {
      this.worker ??= this.start();
      this.worker.postMessage({ text, value } satisfies ExpressionRequest);
    } catch (error) {
      this.finish({ error: error as Error });
    }
  }

  private finish(answer: ExpressionAnswer): void {
    clearTimeout(this.timer);
    const job = this.running;
    this.running = undefined;
    job?.settle(answer);
    this.next();
  }

  private replace(error: { name: string; message: string }): void {
    const { worker } = this;
    this.worker = undefined;
    worker?.removeAllListeners();
    void worker?.terminate();
    this.finish({ error });
  }

  private start(): Worker {
    const worker = new Worker(this.entry, {
      argv: [String(timeLimit)],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: 32 },
    });
    worker.on('message', (answer: ExpressionAnswer) => this.finish(answer));
    worker.once('error', (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const message = isMemory
        ? `\`${this.running?.text}\` needed more than ${memory} MB and was stopped.`
        : `Expressions cannot be evaluated: ${error.message}`;
      this.replace({ name: isMemory ? 'OutOfMemory' : 'ExpressionError', message });
    });
    worker.unref();
    return worker;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  private async end(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    clearTimeout(this.timer);
    worker?.removeAllListeners();
    for (const job of [this.running, ...this.waiting.splice(0)])
      job?.settle({ error: { name: 'Cancelled', message: 'The node was stopped.' } });
    this.running = undefined;
    await worker?.terminate();
  }
}
