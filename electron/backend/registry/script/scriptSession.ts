import { setTimeout as delay } from 'node:timers/promises';
import type { Limits } from '#shared/actor/limits.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { ChannelRecord } from '../../channel/channelRecord.ts';
import { recordKind, type LoadPayload, type RecordKind } from '../../channel/frames.ts';
import type { SandboxChannel } from '../../channel/sandboxChannel.ts';
import type { SandboxExit, SandboxRequest } from '../../sandbox/sandbox.ts';
import type { SandboxMemory } from '../../sharedMemory/sandboxMemory.ts';
import { sentenceOf } from './failure.ts';
import { readFailure } from './runnerRecords.ts';
import type { ScriptLease, ScriptServices } from './scriptServices.ts';

/** What a session tells its instance. */
export interface SessionOwner {
  receive(session: ScriptSession, record: ChannelRecord): void;
  print(level: LogLevel, line: string): void;
  /** The sandbox is gone; `problem`: it was ended because its channel was disturbed. */
  ended(session: ScriptSession, exit: SandboxExit, problem: Error | undefined): void;
}

/** How long a sandbox may live on without a channel, and what it printed may take to be read when it is gone. */
const farewellMilliseconds = 1000;
/** How long an interpreter may take to be up. */
const readyMilliseconds = 30_000;

interface PendingLoad {
  resolve(): void;
  reject(error: AppError): void;
}

/** One instance's use of one sandbox, from lease to release. When the sandbox dies the session is over. */
export class ScriptSession implements AsyncDisposable {
  readonly instance: number;
  /** Nothing that is sent now reaches the sandbox. */
  isClosed = false;
  private readonly loads = new Map<number, PendingLoad>();
  /** The load with which the sandbox said that it begins. */
  private begun: number | undefined;
  private problem: Error | undefined;
  private farewell: NodeJS.Timeout | undefined;
  private isOver = false;
  private isReleased = false;

  private constructor(
    private readonly lease: ScriptLease,
    readonly channel: SandboxChannel,
    /** Settles when all that the sandbox wrote past its runner has been read. */
    private readonly prints: Promise<unknown>,
    private readonly owner: SessionOwner,
  ) {
    const { sandbox } = lease;
    this.instance = channel.attach({
      receive: (record) => this.receive(record),
      printed: (level, line) => owner.print(level, line),
      closed: (problem) => {
        this.problem = problem;
        this.isClosed = true;
        // Its channel closes a moment before it is gone; how it ends by itself says why.
        if (problem) sandbox.kill();
        else this.farewell = setTimeout(() => sandbox.kill(), farewellMilliseconds);
      },
    });
    void sandbox.exited.then(async (exit) => {
      clearTimeout(this.farewell);
      channel.drain();
      await Promise.race([channel.ended, delay(farewellMilliseconds, undefined, { ref: false })]);
      this.end(exit);
    });
  }

  /**
   * Leases a sandbox and waits for its runner.
   * @throws AppError `poolExhausted`, `noSandbox`, `outOfMemory`
   */
  static async open(
    services: ScriptServices,
    request: SandboxRequest,
    owner: SessionOwner,
    signal?: AbortSignal,
  ): Promise<ScriptSession> {
    try {
      return await ScriptSession.begin(services, request, owner, signal);
    } catch (error) {
      if (error instanceof AppError && error.code === 'noSandbox') services.onNoSandbox?.();
      throw error;
    }
  }

  private static async begin(
    services: ScriptServices,
    request: SandboxRequest,
    owner: SessionOwner,
    signal: AbortSignal | undefined,
  ): Promise<ScriptSession> {
    const began = performance.now();
    const lease = await services.sandboxes
      .acquire(request, signal)
      .finally(() => services.metrics?.waited(request.runtime, (performance.now() - began) / 1000));
    const channel = services.channels.of(lease.sandbox);
    const session = new ScriptSession(lease, channel, services.channels.printsOf(lease.sandbox), owner);
    const deadline = setTimeout(() => lease.sandbox.kill(), readyMilliseconds);
    try {
      await channel.ready;
    } catch (cause) {
      const exit = await lease.sandbox.exited;
      await session[Symbol.asyncDispose]();
      throw new AppError(
        'noSandbox',
        `The ${request.runtime} sandbox ended before it was up (${exitText(exit)}). See what reflow-studio doctor says of it.`,
        undefined,
        { cause },
      );
    } finally {
      clearTimeout(deadline);
    }
    return session;
  }

  /**
   * Loads code, or replaces it between two messages (S8).
   * @throws AppError `actorFailed` when it does not load, and as the sandbox's end says when it dies of it
   */
  load(payload: LoadPayload): Promise<void> {
    const call = this.channel.beginCall(this.instance);
    const loaded = new Promise<void>((resolve, reject) => this.loads.set(call, { resolve, reject }));
    this.send(recordKind.load, 0, call, [Buffer.from(JSON.stringify(payload))]);
    return loaded;
  }

  /** The load that the sandbox is working on, if it is; undefined otherwise. */
  get currentLoad(): number | undefined {
    return [this.begun, this.channel.currentCall].find((call) => call !== undefined && this.loads.has(call));
  }

  /** The sandbox's share of shared memory; undefined where it has none. */
  get memory(): SandboxMemory | undefined {
    return this.lease.sandbox.sharedMemory;
  }

  /** Tells the sandbox of its shared memory, if it has any. */
  share(limits: Limits): void {
    if (this.memory) this.sendText(recordKind.share, 0, 0, JSON.stringify(this.memory.terms(limits)));
  }

  send(kind: RecordKind, flags: number, call: number, parts: readonly Buffer[]): void {
    this.channel.send(kind, flags, this.instance, call, parts);
  }

  sendText(kind: RecordKind, flags: number, call: number, text: string): void {
    this.channel.sendText(kind, flags, this.instance, call, text);
  }

  /** Whether the sandbox takes these limits on; else only a new one can have them. */
  applyLimits(limits: Limits): boolean {
    if (!this.lease.suits(limits)) return false;
    this.lease.sandbox.applyLimits(limits);
    this.share(limits);
    return true;
  }

  kill(): void {
    this.lease.sandbox.kill();
  }

  /** Fails a load whose code ended the sandbox, or never ends. */
  failLoads(error: AppError): void {
    for (const { reject } of this.loads.values()) reject(error);
    this.loads.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isReleased) return;
    this.isReleased = true;
    this.isOver = true;
    this.failLoads(new AppError('cancelled', 'The actor was stopped.'));
    const unfinished = this.channel.callsOf(this.instance);
    for (const call of unfinished) this.send(recordKind.cancel, 0, call, []);
    this.send(recordKind.unload, 0, 0, []);
    this.channel.detach(this.instance);
    if (unfinished.length > 0 && this.channel.instances > 0) this.endIfStuckIn(unfinished);
    await this.lease[Symbol.asyncDispose]();
    // What was printed just before the end counts, too.
    if (this.channel.instances === 0)
      await Promise.race([this.prints, delay(farewellMilliseconds, undefined, { ref: false })]);
  }

  /** What is left of this instance in a shared sandbox must not keep the others waiting. */
  private endIfStuckIn(calls: readonly number[]): void {
    const { channel } = this;
    setTimeout(() => {
      if (channel.currentCall !== undefined && calls.includes(channel.currentCall)) this.kill();
    }, farewellMilliseconds).unref();
  }

  private receive(record: ChannelRecord): void {
    if (record.kind === recordKind.loading) {
      this.begun = record.call;
      return;
    }
    const isLoad = record.kind === recordKind.loaded || record.kind === recordKind.loadFailed;
    const load = isLoad ? this.loads.get(record.call) : undefined;
    if (!load) {
      this.owner.receive(this, record);
      return;
    }
    // What cannot be read ends the sandbox, and fails the load with it.
    const failure = record.kind === recordKind.loadFailed ? readFailure(record.payload) : undefined;
    this.loads.delete(record.call);
    this.channel.endCall(record.call, this.instance);
    if (failure) load.reject(new AppError('actorFailed', sentenceOf(failure), failure));
    else load.resolve();
  }

  private end(exit: SandboxExit): void {
    if (this.isOver) return;
    this.isOver = true;
    this.owner.ended(this, exit, this.problem);
  }
}

/** How a sandbox ended, in a few words. */
export function exitText({ cause, code, signal }: SandboxExit): string {
  if (cause === 'memory') return 'out of memory';
  if (signal) return `killed by ${signal}`;
  return code === null ? cause : `exit code ${code}`;
}
