import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { ScriptLease, ScriptSandboxes } from '../../../electron/backend/registry/script/scriptServices.ts';
import type { Sandbox, SandboxExit, SandboxRequest } from '../../../electron/backend/sandbox/sandbox.ts';

const runners = path.resolve(import.meta.dirname, '../../../dist/runners');

const commands: Readonly<Record<ScriptRuntime, string[]>> = {
  python: ['python3', '-I', '-S', '-B', path.join(runners, 'python/main.py')],
  javascript: [process.execPath, path.join(runners, 'javascript/main.cjs')],
};

/** The runner as a plain child process: the channel's and the runner's behaviour without any isolation. */
export class PlainSandboxes implements ScriptSandboxes, AsyncDisposable {
  private readonly running = new Set<Sandbox>();
  /** How many were started. */
  started = 0;

  get sandboxes(): readonly Sandbox[] {
    return [...this.running];
  }

  acquire(request: SandboxRequest): Promise<ScriptLease> {
    const sandbox = this.start(request);
    return Promise.resolve({
      sandbox,
      suits: () => true,
      [Symbol.asyncDispose]: async () => {
        sandbox.kill();
        await sandbox.exited;
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const sandbox of this.running) sandbox.kill();
    await Promise.all([...this.running].map((sandbox) => sandbox.exited));
  }

  private start({ runtime, environment }: SandboxRequest): Sandbox {
    const [command, ...args] = commands[runtime];
    const child = spawn(command!, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...environment },
    });
    let killed = false;
    const exited = new Promise<SandboxExit>((resolve) => {
      child.once('close', (code, signal) => {
        this.running.delete(sandbox);
        resolve({ cause: killed ? 'killed' : 'exited', code, signal });
      });
    });
    const sandbox: Sandbox = {
      id: `plain-${++this.started}`,
      runtime,
      channel: child.stdio[3] as Duplex,
      prints: { stdout: child.stdout!, stderr: child.stderr! },
      exited,
      get isEnding() {
        return killed;
      },
      applyLimits: () => {},
      memoryBytes: () => null,
      kill: () => {
        killed = true;
        child.kill('SIGKILL');
      },
    };
    this.running.add(sandbox);
    return sandbox;
  }
}
