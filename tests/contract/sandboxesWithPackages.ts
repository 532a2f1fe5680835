import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { SandboxDriver, SandboxRequest } from '../../electron/backend/sandbox/sandbox.ts';
import { SandboxPool } from '../../electron/backend/sandbox/sandboxPool.ts';

/** Sandboxes with packages, as the program has them. */
export class SandboxesWithPackages implements AsyncDisposable {
  private readonly pool: SandboxPool;

  /** @param folders layers of packages */
  constructor(
    private readonly driver: SandboxDriver,
    private readonly folders: Partial<Record<ScriptRuntime, string | undefined>>,
  ) {
    this.pool = new SandboxPool({ driver, sizes: { python: { preload: 0 }, javascript: { preload: 0 } } });
  }

  packages(runtime: ScriptRuntime) {
    return Promise.resolve(this.folders[runtime]);
  }

  acquire(request: SandboxRequest, signal?: AbortSignal) {
    const packages = request.runtime === 'python' ? this.folders.python : undefined;
    return this.pool.acquire({ ...request, packages }, signal);
  }

  async [Symbol.asyncDispose]() {
    await this.pool[Symbol.asyncDispose]();
    await this.driver[Symbol.asyncDispose]();
  }
}
