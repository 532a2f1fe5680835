import type { Limits } from '#shared/actor/limits.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { Leases, type SandboxLease } from './leases.ts';
import type { Sandbox, SandboxDriver, SandboxRequest } from './sandbox.ts';
import { WaitingLine } from './waitingLine.ts';

/** How many sandboxes of one runtime there are. */
export interface PoolSizes {
  /** Kept ready while the pool is used. */
  preload: number;
  /** Kept ready even when it has not been used for `idleTimeout`. */
  minimum: number;
  /** Never more than this, leased ones included. */
  maximum: number;
  /** Seconds. */
  idleTimeout: number;
}

export interface RuntimePoolOptions {
  driver: SandboxDriver;
  /** What a sandbox that is kept ready is started with. */
  warm: SandboxRequest;
  sizes: PoolSizes;
  /** Milliseconds that `acquire` waits for its turn. */
  acquireDeadline: number;
  /** Told of each sandbox that is kept ready, before anybody gets it. */
  onReady: (sandbox: Sandbox) => void;
  /** Told when somebody waits though all places are taken, none is about to come free, and none is shared. */
  onScarce: () => void;
}

/** What somebody in line wants. */
type Wish = SandboxRequest & { signal: AbortSignal | undefined };

/** Milliseconds after a lease in which no other sandbox is started ahead: a start takes time from the actor that was just given one. */
const calm = 30;

/** Longest pause before a sandbox that keeps failing is started again, in milliseconds. */
const longestPause = 30_000;

/**
 * The sandboxes of one runtime (S5): some kept ready, each leased once and then ended. Whoever asks is served in order.
 * Every sandbox counts as one of `maximum` from the moment its start begins until it is gone without a trace.
 */
export class RuntimePool implements AsyncDisposable {
  private readonly line = new WaitingLine<Wish, SandboxLease>();
  private readonly idle = new Set<Sandbox>();
  private readonly leases = new Leases((sandbox) => this.end(sandbox));
  private readonly disposal = new AbortController();
  /** Everything under way that `dispose` waits for. */
  private readonly activities = new Set<Promise<unknown>>();
  /** Leased, starting for somebody, or ending. */
  private busy = 0;
  /** How many of the busy ones are ending. */
  private ending = 0;
  private warming = 0;
  private failures = 0;
  private inUse = false;
  private refillTimer: NodeJS.Timeout | undefined;
  private idleTimer: NodeJS.Timeout | undefined;

  private warm: SandboxRequest;

  constructor(private readonly options: RuntimePoolOptions) {
    this.warm = options.warm;
  }

  /** From now on those kept ready have these packages; others are ended. */
  usePackages(packages: string | undefined): void {
    if (packages === this.warm.packages) return;
    this.warm = { ...this.warm, packages };
    for (const sandbox of this.idle) this.retire(sandbox);
    this.refill();
  }

  /** Begins to keep sandboxes ready, without waiting for them. */
  preload(): void {
    this.markUsed();
    this.refill();
  }

  /**
   * A sandbox of one's own, warm if there is one that suits.
   * @throws AppError `poolExhausted` when none came free in time; whatever the driver throws when it cannot start one
   */
  acquire(request: SandboxRequest, signal?: AbortSignal): Promise<SandboxLease> {
    if (this.disposal.signal.aborted) return Promise.reject(this.closed());
    this.markUsed();
    const wish = { ...request, signal };
    const lease = this.line.wait(wish, this.options.acquireDeadline, () => this.exhausted(), signal);
    this.serve();
    return lease;
  }

  /** Whether somebody waits though all places are taken and none is about to come free. */
  get isScarce(): boolean {
    return this.line.length > 0 && this.ending === 0 && this.total() >= this.options.sizes.maximum;
  }

  status(): { busy: number; idle: number; max: number; waiting: number } {
    return { busy: this.busy, idle: this.idle.size, max: this.options.sizes.maximum, waiting: this.line.length };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.disposal.signal.aborted) return;
    this.disposal.abort(this.closed());
    clearTimeout(this.refillTimer);
    clearTimeout(this.idleTimer);
    this.line.clear(this.closed());
    for (const sandbox of this.idle) this.retire(sandbox);
    // A program that ends does not wait for those who hold leases.
    this.leases.release();
    while (this.activities.size > 0) await Promise.all(this.activities);
  }

  /** Serves from the front of the line for as long as there is something to give. */
  private serve(): void {
    for (let wish = this.line.first(); wish; wish = this.line.first()) {
      const ready = this.takeReady(wish);
      if (ready) {
        this.line.take().resolve(this.lease(ready, wish, this.warm.limits));
        this.refillAfter(calm);
      } else if (this.total() < this.options.sizes.maximum) this.startFor(wish);
      else {
        // Those kept ready do not suit; one makes room for one that does.
        const [unsuitable] = this.idle;
        if (unsuitable && this.ending === 0) this.retire(unsuitable);
        // Where no place is about to come free, nodes of one component share.
        if (!unsuitable && this.ending === 0) this.line.giveEach((waiting) => this.leases.share(waiting));
        break;
      }
    }
    this.refill();
    if (this.isScarce) this.options.onScarce();
  }

  /** A variable cannot be given to a running interpreter. */
  private takeReady({ environment, limits, packages }: SandboxRequest): Sandbox | undefined {
    const { warm } = this;
    if (packages !== warm.packages || Object.keys(environment).length > 0 || !this.suits(warm.limits, limits))
      return undefined;
    for (const sandbox of this.idle) {
      this.idle.delete(sandbox);
      this.busy++;
      try {
        sandbox.applyLimits(limits);
        return sandbox;
      } catch {
        // It is ending this very moment; its exit is already being waited for.
        void this.end(sandbox);
      }
    }
    return undefined;
  }

  /** Whether a sandbox that was started with some limits can take others on: never more memory than its heap was bound to. */
  private suits(started: Limits, wanted: Limits): boolean {
    if (!this.options.driver.hasFixedLimits) return wanted.memory <= started.memory;
    return wanted.memory === started.memory && wanted.cpu === started.cpu;
  }

  private startFor({ signal, ...request }: Wish): void {
    const { resolve, reject } = this.line.take();
    const cancelled = signal ? AbortSignal.any([signal, this.disposal.signal]) : this.disposal.signal;
    this.busy++;
    void this.follow(
      this.options.driver.start(request, cancelled).then(
        (sandbox) => {
          if (cancelled.aborted) {
            void this.end(sandbox);
            reject(cancelled.reason);
            return;
          }
          resolve(this.lease(sandbox, request, request.limits));
          this.serve();
        },
        (failure: unknown) => {
          this.busy--;
          reject(failure);
          this.serve();
        },
      ),
    );
  }

  private lease(sandbox: Sandbox, wish: SandboxRequest, started: Limits): SandboxLease {
    this.failures = 0;
    return this.leases.open(sandbox, wish, (limits) => this.suits(started, limits));
  }

  /** Ends one that counts as busy; its place is free once it is gone. */
  private end(sandbox: Sandbox): Promise<void> {
    sandbox.kill();
    this.ending++;
    return this.follow(
      sandbox.exited.then(() => {
        this.ending--;
        this.busy--;
        this.serve();
      }),
    );
  }

  /** One that was started for packages that are no longer wanted. */
  private discard(sandbox: Sandbox): void {
    this.retire(sandbox);
    this.serve();
  }

  private retire(sandbox: Sandbox): void {
    this.idle.delete(sandbox);
    this.busy++;
    void this.end(sandbox);
  }

  private refill(): void {
    if (this.disposal.signal.aborted || this.refillTimer) return;
    const { preload, minimum, maximum } = this.options.sizes;
    const wanted = this.inUse ? Math.max(preload, minimum) : minimum;
    while (this.line.length === 0 && this.idle.size + this.warming < wanted && this.total() < maximum) this.warmOne();
  }

  private warmOne(): void {
    const { warm } = this;
    this.warming++;
    void this.follow(
      this.options.driver.start(warm, this.disposal.signal).then(
        (sandbox) => {
          this.warming--;
          if (warm !== this.warm) return this.discard(sandbox);
          this.idle.add(sandbox);
          this.options.onReady(sandbox);
          void sandbox.exited.then(() => this.idle.delete(sandbox) && this.replaceLater());
          if (this.disposal.signal.aborted) this.retire(sandbox);
          else this.serve();
        },
        () => {
          // Whoever asks for a sandbox starts one himself and is told the reason.
          this.warming--;
          this.replaceLater();
          this.serve();
        },
      ),
    );
  }

  /** One that was kept ready is dead or did not start. The next try comes later each time, until a lease shows that all is well. */
  private replaceLater(): void {
    if (this.disposal.signal.aborted || this.refillTimer) return;
    this.refillAfter(Math.min(longestPause, 50 * 2 ** this.failures++));
  }

  private refillAfter(milliseconds: number): void {
    this.refillTimer ??= setTimeout(() => {
      this.refillTimer = undefined;
      this.refill();
    }, milliseconds);
  }

  private markUsed(): void {
    this.inUse = true;
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      this.inUse = false;
      const surplus = [...this.idle].slice(this.options.sizes.minimum);
      for (const sandbox of surplus) this.retire(sandbox);
    }, this.options.sizes.idleTimeout * 1000);
    this.idleTimer.unref();
  }

  private total(): number {
    return this.busy + this.idle.size + this.warming;
  }

  private follow<T>(activity: Promise<T>): Promise<T> {
    this.activities.add(activity);
    void activity.finally(() => this.activities.delete(activity)).catch(() => {});
    return activity;
  }

  private exhausted(): AppError {
    const { sizes, acquireDeadline } = this.options;
    return new AppError(
      'poolExhausted',
      `pool exhausted (${this.busy} of ${sizes.maximum} in use): no ${this.warm.runtime} sandbox came free within ` +
        `${acquireDeadline / 1000} s. Stop a running graph, or raise sandbox.pool.max_size in reflow.yaml.`,
      { inUse: this.busy, max: sizes.maximum },
    );
  }

  private closed(): AppError {
    return new AppError('cancelled', 'The sandboxes are being shut down; nothing new is started.');
  }
}
