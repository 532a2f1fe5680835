import { MessageChannel, Worker } from 'node:worker_threads';
import { progress, type GuestLog, type WasmAnswer, type WasmRequest, type WasmSettings } from './wasmMessages.ts';

export interface SessionOptions extends Omit<WasmSettings, 'progress' | 'since' | 'state' | 'answers'> {
  /** Path of the built `wasmWorker`. */
  readonly worker: string;
  /** Seconds that one message may take. */
  readonly timeout: number;
  /**
   * Runs a state operation of the guest; never rejects.
   * @param done messages that the guest had done when it asked
   */
  answerState(operation: Uint8Array, done: number): Promise<Uint8Array>;
}

/** Why a thread is gone. */
export interface Loss {
  readonly reason: 'timeout' | 'memory' | 'died';
  readonly message: string;
  /** Messages that it had done, answered or not. */
  readonly done: number;
}

export interface SessionEvents {
  results(results: Uint8Array, logs: readonly GuestLog[]): void;
  lost(loss: Loss): void;
}

/** Seconds in which a module has to be up. */
const startTime = 30;

/** One thread with one instance of a WASM actor, and the clock over it. */
export class WasmSession implements AsyncDisposable {
  private readonly state = new Int32Array(new SharedArrayBuffer(8));
  private readonly since = Date.now();
  private readonly stateRequests = new MessageChannel();
  private readonly thread: Worker;
  private timer: NodeJS.Timeout | undefined;
  private events: SessionEvents | undefined;
  private onVariables: ((variables: ReadonlyMap<string, Uint8Array>) => void) | undefined;
  private ended = false;

  private constructor(private readonly options: SessionOptions) {
    const { module, entry, memory, wasi, config, variables } = options;
    const { port1, port2 } = this.stateRequests;
    const answers = new Int32Array(new SharedArrayBuffer(4));
    port1.on('message', async (operation: Uint8Array) => {
      port1.postMessage(await options.answerState(operation, Atomics.load(this.state, progress.done)));
      Atomics.add(answers, 0, 1);
      Atomics.notify(answers, 0);
    });
    port1.unref();
    const workerData: WasmSettings = {
      ...{ module, entry, memory, wasi, config, variables },
      ...{ state: port2, answers: answers.buffer as SharedArrayBuffer },
      progress: this.state.buffer as SharedArrayBuffer,
      since: this.since,
    };
    this.thread = new Worker(options.worker, {
      workerData,
      transferList: [port2],
      env: {},
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 },
    });
    this.thread.unref();
  }

  /** @throws Error with a sentence when the module does not load */
  static async start(options: SessionOptions): Promise<WasmSession> {
    const session = new WasmSession(options);
    try {
      await session.up();
      return session;
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }

  listen(events: SessionEvents): void {
    this.events = events;
  }

  /** @param batch as `Packing` writes it; it is handed over */
  run(batch: Uint8Array<ArrayBuffer>): void {
    this.thread.postMessage({ batch } satisfies WasmRequest, [batch.buffer]);
    this.timer ??= setTimeout(() => this.look(), this.options.timeout * 1000);
  }

  /** What the guest keeps; it must not be at work. */
  variables(): Promise<ReadonlyMap<string, Uint8Array>> {
    return new Promise((resolve) => {
      this.onVariables = resolve;
      this.thread.postMessage({ variables: true } satisfies WasmRequest);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    this.stateRequests.port1.close();
    await this.thread.terminate();
  }

  private up(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`It was not up within ${startTime} s.`)), startTime * 1000);
      const isStarting = { now: true };
      this.thread.on('message', (answer: WasmAnswer) => {
        if (answer.kind === 'ready') {
          isStarting.now = false;
          clearTimeout(late);
          resolve();
        } else if (answer.kind === 'refused') {
          clearTimeout(late);
          reject(new Error(answer.message));
        } else if (answer.kind === 'variables') this.onVariables?.(answer.variables);
        else this.events?.results(answer.results, answer.logs);
      });
      const gone = (reason: Loss['reason'], message: string) => {
        clearTimeout(late);
        if (isStarting.now) reject(new Error(message));
        else this.lose(reason, message);
      };
      this.thread.once('error', (error: NodeJS.ErrnoException) =>
        gone(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'died', error.message),
      );
      this.thread.once('exit', () => gone('died', 'its thread ended'));
    });
  }

  /** Ends the thread when the running message had its time. */
  private look(): void {
    this.timer = undefined;
    const began = Atomics.load(this.state, progress.began);
    const limit = this.options.timeout * 1000;
    if (began === 0 || this.ended) return;
    const rest = began - 1 + limit - (Date.now() - this.since);
    if (rest <= 0) this.lose('timeout', `took longer than ${this.options.timeout} s`);
    else this.timer = setTimeout(() => this.look(), rest + 1);
  }

  private lose(reason: Loss['reason'], message: string): void {
    if (this.ended) return;
    const done = Atomics.load(this.state, progress.done);
    void this[Symbol.asyncDispose]();
    this.events?.lost({ reason, message, done });
  }
}
