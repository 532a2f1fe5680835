import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { ChannelRecord } from '../../channel/channelRecord.ts';
import { outputCompletes, processShared, processTimestamp, recordKind } from '../../channel/frames.ts';
import { BadFrame } from '../../channel/frameReader.ts';
import type { SandboxExit } from '../../sandbox/sandbox.ts';
import { cancelled } from '../cancelled.ts';
import type { ComponentInstance, Firing, InstanceOptions } from '../component.ts';
import { CallClock } from './callClock.ts';
import { failureOf } from './failure.ts';
import { InputPayload, withTimestamp } from './inputPayload.ts';
import { codeOf, runtimeOf, type InstanceCode } from './instanceCode.ts';
import { InstanceLog } from './instanceLog.ts';
import { InstanceOutput } from './instanceOutput.ts';
import { Pace } from './pace.ts';
import { readFailure } from './runnerRecords.ts';
import { exitFailure, LoadInterrupted, loadError, timeoutFailure } from './sandboxFailures.ts';
import type { ScriptServices } from './scriptServices.ts';
import { ScriptSession, type SessionOwner } from './scriptSession.ts';
import { lend, SentFirings } from './sentFirings.ts';
import { answerState } from './stateRequests.ts';
import type { TickListener } from './ticker.ts';

/** How long a cancelled firing may go on before its sandbox is ended. */
const cancelGrace = 1000;

/**
 * One node's script actor (C6). Firings are handed to its sandbox ahead of time, where they run one after another; each is flushed
 * before the next begins, so when a sandbox dies the oldest outstanding firing is the one that it died of. That one fails, the
 * others are handed to the next sandbox (S4).
 */
export class ScriptInstance implements ComponentInstance, SessionOwner, TickListener {
  private session: ScriptSession | undefined;
  private readonly sent = new SentFirings();
  /** Waiting for a sandbox. */
  private waiting: Firing[] = [];
  /** The code that loaded last; a new sandbox gets this. */
  private code!: InstanceCode;
  /** What is to take over. */
  private newCode: InstanceCode | undefined;
  private readonly pace = new Pace();
  private readonly payload = new InputPayload();
  private readonly log: InstanceLog;
  private readonly output = new InstanceOutput();
  private readonly stopping = new AbortController();
  private reloads: Promise<void> = Promise.resolve();
  private newest: DiscoveredScriptActor;
  private replacing: Promise<void> | undefined;
  /** Told when no firing is outstanding any more. */
  private whenIdle: (() => void) | undefined;
  private isCancelling = false;
  private cancelTimer: NodeJS.Timeout | undefined;
  /** Why the host itself ended the sandbox. */
  private reason: ActorFailure | undefined;
  private readonly clock = new CallClock();

  private constructor(
    actor: DiscoveredScriptActor,
    private readonly options: InstanceOptions,
    private readonly services: ScriptServices,
    private readonly onDisposed: (instance: ScriptInstance) => void,
  ) {
    this.newest = actor;
    this.log = new InstanceLog(options.host, () => this.sent.oldest?.firing);
  }

  /** @throws AppError as `Component.createInstance` */
  static async create(
    actor: DiscoveredScriptActor,
    options: InstanceOptions,
    services: ScriptServices,
    onDisposed: (instance: ScriptInstance) => void,
  ): Promise<ScriptInstance> {
    const instance = new ScriptInstance(actor, options, services, onDisposed);
    try {
      instance.code = await codeOf(actor, options, services);
      await instance.open(options.signal);
    } catch (error) {
      await instance[Symbol.asyncDispose]();
      throw error;
    }
    return instance;
  }

  get capacity(): number {
    return this.pace.capacity;
  }

  fire(firing: Firing): void {
    const { session } = this;
    if (this.stopping.signal.aborted) firing.complete(cancelled);
    else if (session && !session.isClosed && !this.replacing) this.hand(session, firing);
    else {
      this.waiting.push(firing);
      if (!session) void this.replace();
    }
  }

  hold(held: boolean): void {
    this.output.hold(held);
    if (this.session) this.session.channel.hold(this.session.instance, held);
    if (held) return;
    this.pace.begin();
    if (this.session && !this.replacing) this.handWaiting();
  }

  get stuck(): ComponentInstance['stuck'] {
    const { session } = this;
    if (!session?.channel.isStopped) return undefined;
    return { sandbox: session.channel, isCause: session.channel.hasStopped(session.instance) };
  }

  giveUp(failure: ActorFailure): void {
    this.reason ??= failure;
    this.session?.kill();
  }

  cancel(): void {
    const { session } = this;
    const running = this.sent.oldest;
    const queued = this.sent.takeQueued();
    for (const { call } of queued) this.sendCancel(call);
    for (const firing of [...queued.map(({ firing }) => firing), ...this.waiting.splice(0)]) firing.complete(cancelled);
    if (!running || !session || this.isCancelling) return;
    this.isCancelling = true;
    this.sendCancel(running.call);
    this.cancelTimer = setTimeout(() => {
      this.reason = cancelled;
      session.kill();
    }, cancelGrace);
  }

  /** Takes over a changed file between two messages (S8); what does not load is told to the host, and the old code goes on. */
  reload(actor: DiscoveredScriptActor): Promise<void> {
    this.newest = actor;
    this.reloads = this.reloads.then(() => (this.newest === actor ? this.takeOver(actor) : undefined));
    return this.reloads;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    this.services.ticker.remove(this);
    this.log[Symbol.dispose]();
    clearTimeout(this.cancelTimer);
    const firings = [...this.sent.takeAll().map(({ firing }) => firing), ...this.waiting.splice(0)];
    for (const firing of firings) firing.complete(cancelled);
    const { session } = this;
    this.session = undefined;
    this.noteIdle();
    await session?.[Symbol.asyncDispose]();
    this.onDisposed(this);
  }

  /** @internal From the session. */
  receive(session: ScriptSession, record: ChannelRecord): void {
    if (session !== this.session) return;
    const { kind, call } = record;
    if (kind === recordKind.state) {
      this.answer(session, record);
      return;
    }
    const firing = this.sent.of(call)?.firing;
    if (kind === recordKind.output) {
      this.services.metrics?.sent(runtimeOf(this.code.actor));
      this.output.emit(session, record, firing, this.code.load.largest);
      if ((record.flags & outputCompletes) !== 0) this.complete(session, call, undefined);
    } else if (kind === recordKind.log) this.log.record(firing, record.payload);
    else if (kind === recordKind.completed) this.complete(session, call, undefined);
    else if (kind === recordKind.failed) this.complete(session, call, readFailure(record.payload));
  }

  /** @internal From the session. */
  print(level: LogLevel, line: string): void {
    this.log.print(level, line);
  }

  /** @internal From the session: its sandbox is gone. */
  ended(session: ScriptSession, exit: SandboxExit, problem: Error | undefined): void {
    if (session !== this.session && this.session !== undefined) return;
    const failure = this.reason ?? exitFailure(this.whatEnded(session.currentLoad), exit, problem);
    this.reason = undefined;
    this.clock.reset();
    clearTimeout(this.cancelTimer);
    this.isCancelling = false;
    const current = session.channel.currentCall;
    const diedOfLoad = session.currentLoad !== undefined;
    session.failLoads(diedOfLoad ? loadError(failure) : new LoadInterrupted(failure));
    const outstanding = this.sent.takeAll();
    this.session = undefined;
    this.noteIdle();
    this.services.ticker.remove(this);
    void session[Symbol.asyncDispose]();
    if (this.stopping.signal.aborted) return;
    this.services.metrics?.replaced(failure.type);
    // In a shared sandbox it may have been another node's message.
    const culprit = !diedOfLoad && outstanding[0]?.call === current ? outstanding.shift() : undefined;
    this.waiting.unshift(...outstanding.map(({ firing }) => firing));
    if (this.waiting.length > 0) void this.replace();
    if (culprit) this.services.metrics?.failed(failure.type);
    if (culprit) culprit.firing.complete({ ...failure, port: portOf(culprit.firing) });
    else if (outstanding.length === 0 && !diedOfLoad) this.options.host.log('error', failure.message);
  }

  /** @internal From the ticker. While the instance is held back its clock stands still. */
  tick(milliseconds: number): void {
    const { session } = this;
    if (!session || this.output.isHeld) return;
    const load = session.currentLoad;
    const call = load ?? session.channel.currentCall;
    const elapsed = this.clock.tick(call === load || call === this.sent.oldest?.call ? call : undefined, milliseconds);
    if (elapsed <= this.codeAtWork(load).limits.timeout * 1000 || this.reason) return;
    this.reason = timeoutFailure(this.whatEnded(load));
    session.kill();
  }

  /** @param load the one that the sandbox was working on */
  private whatEnded(load: number | undefined): Parameters<typeof timeoutFailure>[0] {
    const { actor, limitSources } = this.codeAtWork(load);
    return { component: actor.component, limits: limitSources, isLoading: load !== undefined };
  }

  /** @param load the one that the sandbox is working on */
  private codeAtWork(load: number | undefined): InstanceCode {
    return (load === undefined ? undefined : this.newCode) ?? this.code;
  }

  private hand(session: ScriptSession, firing: Firing): void {
    if (this.sent.isEmpty) {
      this.pace.begin();
      this.services.ticker.add(this);
    }
    const call = session.channel.beginCall(session.instance);
    // What is at hand as text lies in no shared memory.
    const lent = session.memory && firing.inputsText === undefined ? lend(session.memory, firing.inputs) : undefined;
    this.sent.add({ firing, call, lent });
    const { timestamp } = firing;
    const flags = (timestamp === undefined ? 0 : processTimestamp) | (lent ? processShared : 0);
    const payload = firing.inputsText
      ? withTimestamp(firing.inputsText, timestamp)
      : this.payload.write(firing.inputs, timestamp, lent);
    if (typeof payload === 'string') session.sendText(recordKind.process, flags, call, payload);
    else session.send(recordKind.process, flags, call, payload);
  }

  private handWaiting(): void {
    for (const firing of this.waiting.splice(0)) this.fire(firing);
  }

  private complete(session: ScriptSession, call: number, failure: ActorFailure | undefined): void {
    session.channel.endCall(call, session.instance);
    const { oldest } = this.sent;
    if (oldest?.call !== call) {
      if (this.sent.of(call)) throw new BadFrame('it ended a message before an earlier one');
      return;
    }
    this.sent.takeOldest();
    if (this.isCancelling) {
      this.isCancelling = false;
      clearTimeout(this.cancelTimer);
    }
    const took = this.pace.note() / 1000;
    this.services.metrics?.executed(runtimeOf(this.code.actor), took, oldest.firing.trace);
    if (failure) this.services.metrics?.failed(failure.type);
    if (this.sent.isEmpty) this.services.ticker.remove(this);
    oldest.firing.complete(failure);
    this.noteIdle();
  }

  private answer(session: ScriptSession, { payload, call }: ChannelRecord): void {
    const { state, actorId } = this.options;
    const writer = { node: actorId, patience: this.patience(session) };
    const { state: store, metrics } = this.services;
    // Calls run one after another, so it is the oldest that asks.
    void answerState(payload, store, state, writer, metrics, this.sent.oldest?.firing.trace).then((answer) => {
      if (session === this.session) session.send(recordKind.stateResult, 0, call, [answer]);
    });
  }

  /** Milliseconds that state may take (T6), a little less than the message may, so that the actor hears that state is away. */
  private patience({ currentLoad, channel }: ScriptSession): number {
    const { timeout } = this.codeAtWork(currentLoad).limits;
    const left = timeout * 1000 - this.clock.of(currentLoad ?? channel.currentCall);
    return Math.max(1, left - Math.min(500, left / 4));
  }

  private sendCancel(call: number): void {
    this.session?.send(recordKind.cancel, 0, call, []);
  }

  /** A new sandbox with the code that loaded last, once the one at hand has been given up; then the firings that wait. */
  private replace(givenUp: Promise<void> = Promise.resolve()): Promise<void> {
    return (this.replacing ??= givenUp
      .then(() => this.open(this.stopping.signal))
      .then(
        () => {
          this.replacing = undefined;
          // Held, it would only send more that nobody has room for.
          if (!this.output.isHeld) this.handWaiting();
        },
        (error: unknown) => {
          this.replacing = undefined;
          for (const firing of this.waiting.splice(0)) firing.complete(failureOf(error, portOf(firing)));
        },
      ));
  }

  /** Gives the sandbox up when it has done what it was handed. */
  private async giveUpIdle(): Promise<void> {
    if (!this.sent.isEmpty) await new Promise<void>((resolve) => (this.whenIdle = resolve));
    const { session } = this;
    this.session = undefined;
    await session?.[Symbol.asyncDispose]();
  }

  private noteIdle(): void {
    if (!this.whenIdle || !this.sent.isEmpty) return;
    this.whenIdle();
    this.whenIdle = undefined;
  }

  /** Leases a sandbox and loads the code that loaded last. One that ends by something else meanwhile is replaced. */
  private async open(signal: AbortSignal | undefined): Promise<void> {
    do await this.lease(signal);
    while (!(await this.tryLoading(this.code)));
  }

  private async lease(signal: AbortSignal | undefined): Promise<void> {
    const { environment } = this.options;
    const { actor, limits } = this.newCode ?? this.code;
    const { namespace } = actor.workspace_metadata;
    const request = {
      ...{ runtime: runtimeOf(actor), environment, limits },
      // A trial of an edit is nobody's neighbour.
      component: this.services.source === undefined ? `${namespace}.${actor.component}` : undefined,
    };
    const session = await ScriptSession.open(this.services, request, this, signal);
    if (this.stopping.signal.aborted) {
      await session[Symbol.asyncDispose]();
      throw new AppError('cancelled', `${this.options.actorId} was stopped.`);
    }
    this.session = session;
    session.share(limits);
    if (this.output.isHeld) session.channel.hold(session.instance, true);
  }

  private async load(session: ScriptSession, { load }: InstanceCode): Promise<void> {
    this.services.ticker.add(this);
    try {
      await session.load(load);
      const { actorId: actor, entry } = load;
      this.services.logger?.debug({ actor, entry, files: Object.keys(load.files).length }, 'script wrapped and loaded');
    } finally {
      if (this.sent.isEmpty) this.services.ticker.remove(this);
    }
  }

  /**
   * Code is known to load only when a sandbox has tried. @returns false when the sandbox ended by something else meanwhile
   * @throws AppError as `ScriptSession.load`
   */
  private async tryLoading(code: InstanceCode): Promise<boolean> {
    try {
      if (this.session) await this.load(this.session, code);
      return true;
    } catch (error) {
      if (error instanceof LoadInterrupted && !this.stopping.signal.aborted) return false;
      throw error;
    }
  }

  private async takeOver(actor: DiscoveredScriptActor): Promise<void> {
    if (this.stopping.signal.aborted) return;
    try {
      const code = (this.newCode = await codeOf(actor, this.options, this.services));
      do if (!this.session || this.replacing) await this.replace();
      while (!(await this.tryLoading(code)));
      this.code = code;
      if (this.session?.applyLimits(code.limits) === false) void this.replace(this.giveUpIdle());
      this.options.host.staleCode(null);
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      this.options.host.staleCode((error as Error).message);
    } finally {
      this.newCode = undefined;
    }
  }
}

function portOf(firing: Firing): string | null {
  for (const port of firing.inputs.keys()) return port;
  return null;
}
