import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#shared/rpc/errors.ts';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { ChildSandbox } from '../childSandbox.ts';
import {
  findInterpreter,
  leastMemory,
  runnerCommand,
  type Interpreter,
  type InterpreterCommands,
} from '../interpreter/interpreter.ts';
import type { Sandbox, SandboxDriver, SandboxRequest } from '../sandbox.ts';

export interface ProcessOptions {
  /** Folder of the runners. */
  runners: string;
  /** `allow_unsandboxed` of reflow.yaml: without it nothing is started. */
  allowUnsandboxed: boolean;
  interpreters?: InterpreterCommands;
}

const refusal =
  'The process driver runs actors without any sandbox: they can read and change whatever you can. ' +
  'If that is what you want, set sandbox.allow_unsandboxed: true beside sandbox.driver: process in reflow.yaml.';

/**
 * Plain processes, no sandbox at all (S1): for a machine of one's own without any driver. Of the limits only the bound of
 * Node's heap holds.
 */
export class ProcessDriver implements SandboxDriver {
  readonly name = 'process';
  readonly isolation = 'none';
  private readonly interpreters = new Map<ScriptRuntime, Promise<Interpreter>>();
  private readonly running = new Set<Sandbox>();
  private started = 0;

  constructor(private readonly options: ProcessOptions) {}

  async selfTest(): Promise<{ works: boolean; reason: string }> {
    if (!this.options.allowUnsandboxed) return { works: false, reason: refusal };
    const runtimes = ['python', 'javascript'] as const;
    const found = await Promise.allSettled(runtimes.map((runtime) => this.interpreter(runtime)));
    const reasons = found.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).message] : []));
    return {
      works: reasons.length < runtimes.length,
      reason: ['Actors run UNSANDBOXED, with all your rights.', ...reasons].join(' '),
    };
  }

  async start({ runtime, limits, environment, packages }: SandboxRequest, signal?: AbortSignal): Promise<Sandbox> {
    if (!this.options.allowUnsandboxed) throw new AppError('noSandbox', refusal);
    const interpreter = await this.interpreter(runtime);
    signal?.throwIfAborted();
    const memory = Math.max(limits.memory, leastMemory[runtime]);
    const [command, ...args] = [
      ...runnerCommand(interpreter, this.options.runners, memory),
      ...(packages === undefined ? [] : ['3', '3', packages]),
    ];
    const child = spawn(command!, args, {
      env: environment,
      // A group of its own, so that what it started ends with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const sandbox = new ChildSandbox(`${runtime}-${++this.started}`, runtime, child, null, () => endGroup(child));
    this.running.add(sandbox);
    void sandbox.exited.then(() => this.running.delete(sandbox));
    return sandbox;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const sandbox of this.running) sandbox.kill();
    await Promise.all([...this.running].map((sandbox) => sandbox.exited));
  }

  private interpreter(runtime: ScriptRuntime): Promise<Interpreter> {
    let interpreter = this.interpreters.get(runtime);
    if (!interpreter) {
      interpreter = findInterpreter(runtime, this.options.interpreters);
      this.interpreters.set(runtime, interpreter);
      interpreter.catch(() => this.interpreters.delete(runtime));
    }
    return interpreter;
  }
}

/** Kills the process and those of its children that did not leave its group, and waits for them for up to five seconds. */
async function endGroup(leader: ChildProcess): Promise<void> {
  leader.kill('SIGKILL');
  if (leader.pid === undefined || process.platform === 'win32') return;
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      process.kill(-leader.pid, 'SIGKILL');
    } catch {
      return;
    }
    await delay(Math.min(25, 1 + attempt));
  }
}
