import { setMaxListeners } from 'node:events';
import { AppError } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { ComponentInstance, Firing } from '../component.ts';
import type { Behaviour, HoldingBehaviour, NativeRun } from './behaviour.ts';

/** The firing was cancelled, or its instance disposed. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  constructor() {
    super('The firing was cancelled.');
  }
}

interface Waiting {
  readonly firing: Firing;
  readonly arrivedAt: number;
}

/** Runs the firings of one node one after another; those that need no time never meet a promise. */
export class NativeInstance implements ComponentInstance, NativeRun {
  held = false;
  arrivedAt = 0;
  private readonly waiting: Waiting[] = [];
  private busy = false;
  private disposed = false;
  private controller: AbortController | undefined;
  private freed: (() => void)[] = [];
  private onArrival: (() => void) | undefined;
  private readonly behaviour: Behaviour;
  private readonly holding: HoldingBehaviour | undefined;

  constructor(
    behaviour: Behaviour | HoldingBehaviour,
    readonly capacity: number,
  ) {
    this.holding = typeof behaviour === 'function' ? undefined : behaviour;
    this.behaviour = typeof behaviour === 'function' ? behaviour : behaviour.fire;
  }

  fire(firing: Firing): void {
    if (this.disposed) firing.complete(failureOf(new Cancelled(), firing));
    else {
      // Only where firings wait together does anybody ask when they came.
      const arrivedAt = this.capacity > 1 ? performance.now() : 0;
      if (this.busy) {
        this.waiting.push({ firing, arrivedAt });
        this.onArrival?.();
      } else {
        this.begin(firing, arrivedAt);
        this.runWaiting();
      }
    }
  }

  hold(held: boolean): void {
    this.held = held;
    if (held) return;
    for (const resume of this.freed.splice(0)) resume();
  }

  cancel(): void {
    for (const { firing } of this.waiting.splice(0)) firing.complete(failureOf(new Cancelled(), firing));
    this.controller?.abort(new Cancelled());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
    this.cancel();
    await this.holding?.[Symbol.asyncDispose]();
  }

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      // A source may have any number of things going on at once.
      setMaxListeners(0, this.controller.signal);
    }
    return this.controller.signal;
  }

  whenFree(): Promise<void> {
    if (!this.held) return Promise.resolve();
    return this.until((resolve) => {
      this.freed.push(resolve);
      return () => (this.freed = this.freed.filter((other) => other !== resolve));
    });
  }

  sleep(milliseconds: number): Promise<void> {
    return this.until((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      return () => clearTimeout(timer);
    });
  }

  async untilNext(milliseconds: number): Promise<boolean> {
    if (this.waiting.length > 0) return true;
    let came = false;
    try {
      await this.until((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, milliseconds));
        this.onArrival = () => {
          came = true;
          clearTimeout(timer);
          resolve();
        };
        return () => clearTimeout(timer);
      });
    } finally {
      this.onArrival = undefined;
    }
    return came;
  }

  untilCancelled(): Promise<void> {
    return this.until(() => () => {}).catch(() => {});
  }

  yield(): Promise<void> {
    return this.until((resolve) => {
      const immediate = setImmediate(resolve);
      return () => clearImmediate(immediate);
    });
  }

  /** A wait that a cancel ends; `begin` answers how to call it off. */
  private until(begin: (resolve: () => void) => () => void): Promise<void> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        callOff();
        reject(new Cancelled());
      };
      const callOff = begin(() => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  private begin(firing: Firing, arrivedAt: number): void {
    this.busy = true;
    this.arrivedAt = arrivedAt;
    let pending: void | Promise<void>;
    try {
      pending = this.behaviour(firing, this);
    } catch (error) {
      this.end(firing, error);
      return;
    }
    if (pending === undefined) {
      // Still busy: a firing that follows from this one waits for its turn instead of growing the stack.
      firing.complete();
      this.busy = false;
      return;
    }
    pending.then(
      () => this.endLater(firing),
      (error: unknown) => this.endLater(firing, error),
    );
  }

  private endLater(firing: Firing, error?: unknown): void {
    this.end(firing, error);
    this.runWaiting();
  }

  private end(firing: Firing, error?: unknown): void {
    this.controller = undefined;
    firing.complete(error === undefined ? undefined : failureOf(error, firing));
    this.busy = false;
  }

  private runWaiting(): void {
    while (!this.busy) {
      const next = this.waiting.shift();
      if (!next) return;
      this.begin(next.firing, next.arrivedAt);
    }
  }
}

function failureOf(error: unknown, firing: Firing): ActorFailure {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const [port = null] = firing.inputs.keys();
  return { type: error instanceof AppError ? error.code : name, message, stack: '', port };
}
