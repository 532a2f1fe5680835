import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { defaultLimits, type Limits } from '#shared/actor/limits.ts';
import type { SandboxLease } from './leases.ts';
import { RuntimePool, type PoolSizes } from './runtimePool.ts';
import type { Sandbox, SandboxDriver, SandboxRequest } from './sandbox.ts';

export type { SandboxLease } from './leases.ts';
export type { PoolSizes } from './runtimePool.ts';

export const defaultPoolSizes: PoolSizes = { preload: 1, minimum: 0, maximum: 20, idleTimeout: 300 };

/** Milliseconds that somebody waits for a sandbox (S5). */
export const acquireDeadline = 30_000;

export interface SandboxPoolOptions {
  driver: SandboxDriver;
  sizes?: Partial<Record<ScriptRuntime, Partial<PoolSizes>>>;
  /** The runtimes' default limits (S3): what sandboxes are kept ready with. A request for more memory starts its own. */
  limits?: Partial<Record<ScriptRuntime, Limits>>;
  /** Milliseconds; `acquireDeadline` unless said otherwise. */
  acquireDeadline?: number;
  /** Told of each sandbox that is kept ready, before anybody gets it. */
  onReady?: ((sandbox: Sandbox) => void) | undefined;
  /** Told when somebody waits though all sandboxes of a runtime are leased: whoever has one without need can give it back. */
  onScarce?: ((runtime: ScriptRuntime) => void) | undefined;
}

/** Sandboxes for the nodes of all graphs (S5), a pool for each runtime. It does not own the driver. */
export class SandboxPool implements AsyncDisposable {
  private readonly pools: Readonly<Record<ScriptRuntime, RuntimePool>>;

  constructor(private readonly options: SandboxPoolOptions) {
    this.pools = { python: this.makePool('python'), javascript: this.makePool('javascript') };
  }

  /** Begins to keep sandboxes of these runtimes ready, without waiting for them. */
  preload(runtimes: readonly ScriptRuntime[]): void {
    for (const runtime of runtimes) this.pools[runtime].preload();
  }

  /**
   * A sandbox that belongs to the caller until the lease is disposed; only past `maximum` is it shared, by requests of one
   * component. Served in order of asking. Its runner may not have said `ready` yet.
   * @throws AppError `poolExhausted` when none came free in time, `noSandbox` when none can be started, `cancelled` at shutdown
   */
  acquire(request: SandboxRequest, signal?: AbortSignal): Promise<SandboxLease> {
    return this.pools[request.runtime].acquire(request, signal);
  }

  /** Keeps sandboxes of a runtime ready with these packages from now on (S7). */
  usePackages(runtime: ScriptRuntime, packages: string | undefined): void {
    this.pools[runtime].usePackages(packages);
  }

  isScarce(runtime: ScriptRuntime): boolean {
    return this.pools[runtime].isScarce;
  }

  /** `busy`: leased, starting for somebody, or ending. */
  status(): { busy: number; idle: number; max: number; waiting: number } {
    const statuses = Object.values(this.pools).map((pool) => pool.status());
    const sum = (key: keyof (typeof statuses)[number]) => statuses.reduce((total, status) => total + status[key], 0);
    return { busy: sum('busy'), idle: sum('idle'), max: sum('max'), waiting: sum('waiting') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Object.values(this.pools).map((pool) => pool[Symbol.asyncDispose]()));
  }

  private makePool(runtime: ScriptRuntime): RuntimePool {
    const { driver, sizes, limits, onReady, onScarce } = this.options;
    return new RuntimePool({
      driver,
      warm: { runtime, limits: limits?.[runtime] ?? defaultLimits, environment: {} },
      sizes: { ...defaultPoolSizes, ...sizes?.[runtime] },
      acquireDeadline: this.options.acquireDeadline ?? acquireDeadline,
      onReady: onReady ?? (() => {}),
      onScarce: () => onScarce?.(runtime),
    });
  }
}
