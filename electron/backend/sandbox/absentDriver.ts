import { AppError } from '#shared/rpc/errors.ts';
import type { Sandbox, SandboxDriver } from './sandbox.ts';

/** A driver that cannot start sandboxes: it says what is there and what is missing, and refuses with the same sentence (S1). */
export abstract class AbsentDriver implements SandboxDriver {
  abstract readonly name: SandboxDriver['name'];
  abstract readonly isolation: SandboxDriver['isolation'];

  /** What is missing here and what would make it work. */
  protected abstract whyNot(signal?: AbortSignal): Promise<string>;

  async selfTest(signal?: AbortSignal): Promise<{ works: boolean; reason: string }> {
    return { works: false, reason: await this.whyNot(signal) };
  }

  async start(_request: unknown, signal?: AbortSignal): Promise<Sandbox> {
    throw new AppError('noSandbox', await this.whyNot(signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
