import path from 'node:path';
import { BubblewrapDriver } from '../../../electron/backend/sandbox/bubblewrap/bubblewrapDriver.ts';
import { SandboxPool } from '../../../electron/backend/sandbox/sandboxPool.ts';
import type { SandboxDriver, SandboxRequest } from '../../../electron/backend/sandbox/sandbox.ts';
import type { ScriptLease, ScriptSandboxes } from '../../../electron/backend/registry/script/scriptServices.ts';

const runners = path.resolve(import.meta.dirname, '../../../dist/runners');

/** A pool as the program uses it, of bubblewrap unless said otherwise. */
export class RealSandboxes implements ScriptSandboxes, AsyncDisposable {
  private readonly pool: SandboxPool;

  constructor(
    { maximum = 20, acquireDeadline = 30_000, preload = 0 } = {},
    private readonly driver: SandboxDriver = new BubblewrapDriver({ runners }),
  ) {
    const sizes = { preload, maximum };
    this.pool = new SandboxPool({ driver: this.driver, acquireDeadline, sizes: { python: sizes, javascript: sizes } });
  }

  status() {
    return this.pool.status();
  }

  acquire(request: SandboxRequest, signal?: AbortSignal): Promise<ScriptLease> {
    return this.pool.acquire(request, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool[Symbol.asyncDispose]();
    await this.driver[Symbol.asyncDispose]();
  }
}
