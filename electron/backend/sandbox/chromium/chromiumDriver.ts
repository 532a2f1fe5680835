import { randomBytes } from 'node:crypto';
import { AppError } from '#shared/rpc/errors.ts';
import type { Sandbox, SandboxDriver, SandboxRequest } from '../sandbox.ts';
import { examinePages } from './chromiumSelfTest.ts';
import { ChromiumSandbox } from './chromiumSandbox.ts';
import type { HiddenPages } from './hiddenPage.ts';

const withoutWindow =
  'It needs the main process of Electron, and this program runs without a window: open the workspace in the window, or use bubblewrap or docker.';

/** Hidden, sandboxed, network-less renderers of the Electron that shows the window (S1). Its limits are imposed by measuring; the processor's share on Linux alone. */
export class ChromiumDriver implements SandboxDriver {
  readonly name = 'chromium';
  readonly isolation = 'container';
  private readonly running = new Set<Sandbox>();
  private isDisposed = false;

  /** @param pages from Electron's main process; missing where there is none */
  constructor(private readonly pages?: HiddenPages) {}

  async selfTest(signal?: AbortSignal): Promise<{ works: boolean; reason: string }> {
    const { pages } = this;
    const problem = this.problem;
    if (!pages || problem !== undefined) return { works: false, reason: problem ?? withoutWindow };
    return examinePages((request) => this.start(request, signal), pages, signal);
  }

  async start({ runtime, limits, environment, packages }: SandboxRequest, signal?: AbortSignal): Promise<Sandbox> {
    signal?.throwIfAborted();
    const { pages } = this;
    const problem = this.problem;
    if (!pages || problem !== undefined) throw new AppError('noSandbox', problem ?? withoutWindow);
    if (packages !== undefined)
      throw new AppError(
        'noSandbox',
        'Packages from pip do not run in the chromium sandbox: take them out of sandbox.python.packages in reflow.yaml, or use bubblewrap or docker.',
      );
    const id = `${runtime}-${randomBytes(6).toString('hex')}`;
    const sandbox = await ChromiumSandbox.open(id, pages, { runtime, environment }, limits).catch((cause: unknown) => {
      const why = (cause as Error).message;
      throw new AppError('noSandbox', `A hidden page could not be opened: ${why}.`, undefined, { cause });
    });
    this.running.add(sandbox);
    void sandbox.exited.then(() => this.running.delete(sandbox));
    if (signal?.aborted || this.isDisposed) sandbox.kill();
    signal?.throwIfAborted();
    return sandbox;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isDisposed = true;
    for (const sandbox of this.running) sandbox.kill();
    await Promise.all([...this.running].map((sandbox) => sandbox.exited));
  }

  private get problem(): string | undefined {
    return this.pages ? this.pages.problem : withoutWindow;
  }
}
