import type { Metadata } from '#shared/graph/graph.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { Packet } from '../channel/packet.ts';
import type { Component, ComponentInstance, Firing, InstanceHost } from '../registry/component.ts';
import type { StateScope } from '../state/stateStore.ts';

/** A call of an actor, waiting for its turn or running. */
export interface ActorCall extends Firing {
  /** Nobody waits for it any more. */
  readonly isAborted: boolean;
  /** The actor could not be made ready. */
  fail(error: unknown): void;
}

/** What an instance is made for; calls that agree in all of it share one (R5). */
export interface InstanceNeeds {
  readonly actorId: string;
  readonly config: Metadata;
  readonly state: StateScope;
}

/**
 * One instance of an actor and the calls for it, which run in their order. It is made with the first call; as many calls as it has
 * capacity for are handed over at once.
 */
export class ActorInstance implements AsyncDisposable {
  private instance: ComponentInstance | undefined;
  private readonly creation: Promise<void>;
  private readonly waiting: ActorCall[] = [];
  /** Handed over and not completed, oldest first: the first is the one that runs. */
  private readonly running: ActorCall[] = [];
  /** Those behind a call that was ended, which ends them, too (`ComponentInstance.cancel`): they never began and are called again. */
  private readonly bystanders = new Set<ActorCall>();
  /** How many of those stand at the head of `waiting`, in their order. */
  private returned = 0;
  private readonly abortion = new AbortController();
  private failed = false;
  private isAdvanceDue = false;
  lastUsed: number;

  constructor(
    component: Component,
    needs: InstanceNeeds,
    host: InstanceHost,
    private readonly now: () => number,
  ) {
    this.lastUsed = now();
    const { signal } = this.abortion;
    this.creation = component
      .createInstance({ ...needs, graph: null, limits: {}, environment: {}, host, signal })
      .then((instance) => {
        this.instance = instance;
        this.advance();
      })
      .catch((error: unknown) => {
        this.failed = true;
        for (const call of this.waiting.splice(0)) call.fail(error);
        throw error;
      });
    this.creation.catch(() => {});
  }

  /** Settles once the instance can be called. @throws AppError when it cannot be made */
  get ready(): Promise<void> {
    return this.creation;
  }

  /** No longer of use: the next call needs another. */
  get isBroken(): boolean {
    return this.failed;
  }

  get isIdle(): boolean {
    return this.waiting.length === 0 && this.running.length === 0;
  }

  get waitingCount(): number {
    return this.waiting.length;
  }

  get isReady(): boolean {
    return this.instance !== undefined;
  }

  call(call: ActorCall): void {
    this.lastUsed = this.now();
    this.waiting.push(call);
    this.advance();
  }

  /** A call that waits is dropped. One that runs is ended; one handed over already runs unheard when its turn comes. */
  cancel(call: ActorCall): void {
    const index = this.waiting.indexOf(call);
    if (index >= 0) this.waiting.splice(index, 1);
    else if (this.running[0] === call) {
      for (const behind of this.running.slice(1)) this.bystanders.add(behind);
      this.instance?.cancel();
    }
  }

  hold(held: boolean): void {
    this.instance?.hold(held);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.abortion.abort();
    await this.creation.catch(() => {});
    await this.instance?.[Symbol.asyncDispose]();
  }

  private advance(): void {
    const { instance } = this;
    if (!instance || this.bystanders.size > 0) return;
    this.returned = 0;
    while (this.waiting.length > 0 && this.running.length < Math.max(1, instance.capacity)) {
      const call = this.waiting.shift()!;
      this.running.push(call);
      instance.fire(new Turn(call, this));
    }
  }

  /** @internal From a turn. */
  completed(call: ActorCall, failure: ActorFailure | undefined): void {
    if (this.running[0] === call) this.running.shift();
    else this.running.splice(this.running.indexOf(call), 1);
    this.lastUsed = this.now();
    const neverBegan = this.bystanders.delete(call) && failure?.type === 'Cancelled' && !call.isAborted;
    if (neverBegan) this.waiting.splice(this.returned++, 0, call);
    else call.complete(failure);
    // Handed over by the half of what the instance takes ahead: then many calls share a frame, and it is never without work.
    if (this.isAdvanceDue || this.waiting.length === 0) return;
    if (this.running.length * 2 > (this.instance?.capacity ?? 0)) return;
    this.isAdvanceDue = true;
    queueMicrotask(() => {
      this.isAdvanceDue = false;
      this.advance();
    });
  }
}

/** A call while the instance has it. */
class Turn implements Firing {
  constructor(
    private readonly call: ActorCall,
    private readonly instance: ActorInstance,
  ) {}

  get inputs(): ReadonlyMap<string, Packet> {
    return this.call.inputs;
  }

  get inputsText(): string | undefined {
    return this.call.inputsText;
  }

  get timestamp(): number | undefined {
    return this.call.timestamp;
  }

  get trace(): Firing['trace'] {
    return this.call.trace;
  }

  emit(port: string, packet: Packet, returned: boolean): void {
    this.call.emit(port, packet, returned);
  }

  log(level: LogLevel, text: string, timestamp: number): void {
    this.call.log(level, text, timestamp);
  }

  complete(failure?: ActorFailure): void {
    this.instance.completed(this.call, failure);
  }
}
