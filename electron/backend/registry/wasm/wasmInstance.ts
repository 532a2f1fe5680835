import { writePlain } from '#shared/message/json.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { Packet } from '../../channel/packet.ts';
import { cancelled } from '../cancelled.ts';
import type { ComponentInstance, Firing, InstanceOptions } from '../component.ts';
import type { FiringTrace } from '../../observability/tracing/messageTracer.ts';
import { failed, outOfMemory, passOn, type WasmAnswer } from './wasmAnswer.ts';
import { packed, Packing, type GuestLog } from './wasmMessages.ts';
import { answerState } from '../script/stateRequests.ts';
import type { WasmCode } from './wasmCode.ts';
import type { WasmServices } from './wasmServices.ts';
import { WasmSession, type Loss, type SessionOptions } from './wasmSession.ts';

/** Messages that travel together, and that may be under way. */
const largestBatch = 1024;
const mostUnderWay = 2 * largestBatch;
/** Bytes of messages that one instance holds, beyond which it takes no more. */
const mostBytes = 16 * 1024 ** 2;

/** One node's WASM actor (C6): a thread of its own, fed in batches, answered in order. */
export class WasmInstance implements ComponentInstance {
  private session: WasmSession | undefined;
  private readonly waiting: Firing[] = [];
  private underWay: Firing[] = [];
  /** Answers that this session gave. */
  private answered = 0;
  /** Answers that are kept back while the instance is held (N1), oldest first. */
  private kept: WasmAnswer[] = [];
  private readonly packing = new Packing();
  private readonly ports = new Map<string, Buffer>();
  /** Of the messages that wait or are under way. */
  private bytes = 0;
  private held = false;
  private isFlushing = false;
  private isBusy = false;
  private disposed = false;
  private reloading: Promise<void> = Promise.resolve();

  private constructor(
    private code: WasmCode,
    private readonly options: InstanceOptions,
    private readonly services: WasmServices,
    private readonly onDispose: (instance: WasmInstance) => void,
  ) {}

  /** @throws AppError `actorFailed` when the module does not load */
  static async create(
    code: WasmCode,
    options: InstanceOptions,
    services: WasmServices,
    onDispose: (instance: WasmInstance) => void,
  ): Promise<WasmInstance> {
    const instance = new WasmInstance(code, options, services, onDispose);
    try {
      instance.adopt(await WasmSession.start(instance.sessionOptions(code, new Map())));
      return instance;
    } catch (error) {
      throw new AppError(
        'actorFailed',
        `${code.actor.file_path} does not load: ${(error as Error).message}`,
        undefined,
        {
          cause: error,
        },
      );
    }
  }

  get capacity(): number {
    return this.bytes > mostBytes ? 1 : 2 * mostUnderWay;
  }

  fire(firing: Firing): void {
    if (this.disposed) {
      firing.complete(cancelled);
      return;
    }
    this.waiting.push(firing);
    this.bytes += sizeOf(firing);
    if (this.isFlushing) return;
    this.isFlushing = true;
    // Those that are fired in the same turn travel together.
    queueMicrotask(() => {
      this.isFlushing = false;
      this.flush();
    });
  }

  hold(held: boolean): void {
    this.held = held;
    if (held) return;
    this.passOn();
    this.flush();
  }

  cancel(): void {
    const { session } = this;
    // What was done counts.
    this.held = false;
    this.passOn();
    if (this.underWay.length > 0 && session) {
      this.session = undefined;
      void session[Symbol.asyncDispose]();
    }
    this.bytes = 0;
    for (const firing of [...this.underWay.splice(0), ...this.waiting.splice(0)]) firing.complete(cancelled);
  }

  /** Puts new code in the place of the old between two messages (S8). Variables stay. */
  reload(code: WasmCode): Promise<void> {
    this.reloading = this.reloading.then(() => this.swap(code));
    return this.reloading;
  }

  /** The new code cannot even be read; the old goes on. */
  stale(problem: string): void {
    this.options.host.staleCode(problem);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
    this.cancel();
    this.onDispose(this);
    const { session } = this;
    this.session = undefined;
    await session?.[Symbol.asyncDispose]();
  }

  private async swap(code: WasmCode): Promise<void> {
    if (this.disposed) return;
    try {
      // Tried before the old one is let go.
      const trial = await WasmSession.start(this.sessionOptions(code, new Map()));
      await trial[Symbol.asyncDispose]();
    } catch (error) {
      this.options.host.staleCode(`${code.actor.file_path} does not load: ${(error as Error).message}`);
      return;
    }
    this.isBusy = true;
    while (this.underWay.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const old = this.session;
    const variables = old ? await old.variables() : new Map<string, Uint8Array>();
    this.session = undefined;
    await old?.[Symbol.asyncDispose]();
    this.code = code;
    this.options.host.staleCode(null);
    await this.restart(variables);
  }

  private sessionOptions(code: WasmCode, variables: ReadonlyMap<string, Uint8Array>): SessionOptions {
    const { memory, timeout } = code.limits;
    const { wasm } = code.actor;
    const config = Object.entries(this.options.config).map(([key, value]): [string, string] => [
      key,
      typeof value === 'string' ? value : writePlain(value),
    ]);
    return {
      ...{ worker: this.services.worker, module: code.module, memory, timeout, variables },
      answerState: (operation, done) => this.answerState(operation, this.underWay[done - this.answered]?.trace),
      entry: code.actor.entry ?? 'process',
      wasi: wasm?.wasi ?? false,
      config: Object.fromEntries([...config, ...Object.entries(this.options.environment)]),
    };
  }

  /** The node's own state, whatever the guest asks for (T1). */
  private answerState(operation: Uint8Array, trace: FiringTrace | undefined): Promise<Uint8Array> {
    const { state, actorId } = this.options;
    // A little less than the message may take, so that the guest hears that state is away.
    const patience = this.code.limits.timeout * 750;
    const { state: store, metrics } = this.services;
    return answerState(Buffer.from(operation), store, state, { node: actorId, patience }, metrics, trace);
  }

  private adopt(session: WasmSession): void {
    this.session = session;
    this.answered = 0;
    session.listen({
      results: (results, logs) => this.session === session && this.take(results, logs),
      lost: (loss) => {
        if (this.session === session) this.recover(loss);
      },
    });
  }

  private flush(): void {
    if (!this.session) {
      if (this.waiting.length > 0 && !this.isBusy) void this.restart(new Map());
      return;
    }
    while (
      !this.held &&
      !this.isBusy &&
      this.waiting.length > 0 &&
      this.underWay.length <= mostUnderWay - largestBatch
    ) {
      const batch = this.waiting.splice(0, largestBatch);
      for (const { inputs } of batch) this.pack(inputs);
      this.underWay.push(...batch);
      this.session.run(this.packing.take());
    }
  }

  /** The payload as one JSON object; messages are copied as they are. */
  private pack(inputs: ReadonlyMap<string, Packet>): void {
    this.packing.begin(0);
    let separator = openBrace;
    for (const [port, packet] of inputs) {
      let name = this.ports.get(port);
      if (!name) this.ports.set(port, (name = Buffer.from(`${JSON.stringify(port)}:`)));
      this.packing.write(separator);
      this.packing.write(name);
      this.packing.write(packet.json);
      separator = comma;
    }
    this.packing.write(inputs.size === 0 ? emptyObject : closeBrace);
    this.packing.finish();
  }

  private take(results: Uint8Array, logs: readonly GuestLog[]): void {
    const records = [...packed(results)];
    const firings = this.underWay.splice(0, records.length);
    this.answered += records.length;
    for (const { index, level, text } of logs) firings[index]?.log(level, text, Date.now());
    for (const [at, [outcome, bytes]] of records.entries()) {
      const firing = firings[at];
      if (firing) this.kept.push({ firing, outcome, bytes });
    }
    this.passOn();
    this.flush();
  }

  /** Gives answers to their firings until the instance is held. */
  private passOn(): void {
    const answers = this.kept;
    this.kept = [];
    let next = 0;
    while (next < answers.length && !this.held) {
      const answer = answers[next++]!;
      const { firing } = answer;
      const failure = passOn(answer, this.code);
      this.bytes -= sizeOf(firing);
      firing.complete(failure);
    }
    this.kept = [...answers.slice(next), ...this.kept];
  }

  /** The thread is gone: the message that it was at fails, those behind it are done by another. */
  private recover({ reason, message, done }: Loss): void {
    const at = Math.max(0, done - this.answered);
    this.session = undefined;
    const [guilty] = this.underWay.splice(at, 1);
    this.waiting.unshift(...this.underWay.splice(0));
    if (guilty) {
      this.bytes -= sizeOf(guilty);
      const { component } = this.code.actor;
      const advice = 'Raise timeout in its manifest, or let it do less at a time.';
      if (reason === 'memory') guilty.complete(outOfMemory(guilty, this.code));
      else if (reason === 'timeout') guilty.complete(failed('Timeout', `${component} ${message}. ${advice}`, guilty));
      else guilty.complete(failed('Trap', `${component} stopped: ${message}.`, guilty));
    }
    void this.restart(new Map());
  }

  private async restart(variables: ReadonlyMap<string, Uint8Array>): Promise<void> {
    this.isBusy = true;
    try {
      const session = await WasmSession.start(this.sessionOptions(this.code, variables));
      if (this.disposed) await session[Symbol.asyncDispose]();
      else this.adopt(session);
    } catch (error) {
      const { component } = this.code.actor;
      this.bytes = 0;
      for (const firing of this.waiting.splice(0))
        firing.complete(failed('Error', `${component} does not start: ${(error as Error).message}`, firing));
    }
    this.isBusy = false;
    this.flush();
  }
}

const openBrace = Buffer.from('{');
const closeBrace = Buffer.from('}');
const emptyObject = Buffer.from('{}');
const comma = Buffer.from(',');
function sizeOf({ inputs }: Firing): number {
  let size = 0;
  for (const packet of inputs.values()) size += packet.json.length;
  return size;
}
