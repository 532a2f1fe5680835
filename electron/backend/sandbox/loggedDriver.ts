import type { Logger } from 'pino';
import type { Sandbox, SandboxDriver, SandboxRequest } from './sandbox.ts';

/** A driver whose sandboxes are told of in the log when they begin and when they are gone (O3). */
export class LoggedDriver implements SandboxDriver {
  constructor(
    private readonly driver: SandboxDriver,
    private readonly logger: Pick<Logger, 'debug'>,
  ) {}

  get name(): SandboxDriver['name'] {
    return this.driver.name;
  }

  get isolation(): SandboxDriver['isolation'] {
    return this.driver.isolation;
  }

  get hasFixedLimits(): boolean {
    return this.driver.hasFixedLimits ?? false;
  }

  selfTest(signal?: AbortSignal): ReturnType<SandboxDriver['selfTest']> {
    return this.driver.selfTest(signal);
  }

  async start(request: SandboxRequest, signal?: AbortSignal): Promise<Sandbox> {
    const began = performance.now();
    const sandbox = await this.driver.start(request, signal);
    const { id, runtime } = sandbox;
    const { memory, cpu } = request.limits;
    const milliseconds = Math.round(performance.now() - began);
    this.logger.debug({ sandbox: id, runtime, driver: this.name, memory, cpu, milliseconds }, 'sandbox created');
    void sandbox.exited.then(({ cause, code, signal }) =>
      this.logger.debug({ sandbox: id, runtime, cause, code, signal }, 'sandbox cleaned up'),
    );
    return sandbox;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.driver[Symbol.asyncDispose]() as Promise<void>;
  }
}
