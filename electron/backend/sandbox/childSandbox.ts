import type { ChildProcess } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Limits } from '#shared/actor/limits.ts';
import type { SandboxMemory } from '../sharedMemory/sandboxMemory.ts';
import type { Cgroup } from './cgroups/cgroup.ts';
import { exitStatus } from './exitStatus.ts';
import { leastMemory } from './interpreter/interpreter.ts';
import { LastWords } from './lastWords.ts';
import type { Sandbox, SandboxExit } from './sandbox.ts';

/** A sandbox that is a child process of ours: descriptor 3 is the channel. */
export class ChildSandbox implements Sandbox {
  readonly channel: Duplex;
  readonly prints: { stdout: Readable; stderr: Readable };
  readonly exited: Promise<SandboxExit>;
  private killed = false;
  private readonly lastWords: LastWords;

  constructor(
    readonly id: string,
    readonly runtime: ScriptRuntime,
    private readonly child: ChildProcess,
    private readonly cgroup: Cgroup | null,
    /** Kills everything in it; settles once all that is gone. */
    private readonly end: () => Promise<void>,
    readonly sharedMemory?: SandboxMemory | undefined,
  ) {
    this.channel = child.stdio[3] as Duplex;
    // A sandbox that dies while it is written to is told by `exited`, not by an error that nobody listens to.
    this.channel.on('error', () => {});
    this.lastWords = new LastWords(runtime, child.stderr!);
    this.prints = { stdout: child.stdout!, stderr: this.lastWords.passed };
    this.exited = this.watchExit();
  }

  applyLimits(limits: Limits): void {
    this.cgroup?.setLimits({ ...limits, memory: Math.max(limits.memory, leastMemory[this.runtime]) });
  }

  get isEnding(): boolean {
    return this.killed;
  }

  memoryBytes(): number | null {
    return this.cgroup?.memoryBytes() ?? null;
  }

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    void this.end();
  }

  private async watchExit(): Promise<SandboxExit> {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      this.child.once('exit', (code, signal) => resolve([code, signal]));
      this.child.once('error', () => resolve([null, null]));
    });
    const exit = signal ? { code, signal } : exitStatus(code);
    const outOfMemory = this.cgroup?.ranOutOfMemory() || (await this.lastWords.tellOfHeap(exit.signal));
    await this.end();
    await this.cgroup?.remove();
    await this.sharedMemory?.[Symbol.asyncDispose]();
    // What it said before it ended by itself is still to be read.
    if (this.killed) this.channel.destroy();
    return { cause: outOfMemory ? 'memory' : this.killed ? 'killed' : 'exited', ...exit };
  }
}
