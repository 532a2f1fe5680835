import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { PassThrough, type Duplex, type Readable } from 'node:stream';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Limits } from '#shared/actor/limits.ts';
import type { Cgroup } from './cgroups/cgroup.ts';
import { leastMemory } from './interpreter/interpreter.ts';
import type { Sandbox, SandboxExit } from './sandbox.ts';

/** What V8 prints before it aborts at the bound of its heap. */
const heapExhausted = 'JavaScript heap out of memory';

/** A sandbox that is a child process of ours: descriptor 3 is the channel. */
export class ChildSandbox implements Sandbox {
  readonly channel: Duplex;
  readonly prints: { stdout: Readable; stderr: Readable };
  readonly exited: Promise<SandboxExit>;
  private killed = false;
  private heapWasExhausted = false;

  constructor(
    readonly id: string,
    readonly runtime: ScriptRuntime,
    private readonly child: ChildProcess,
    private readonly cgroup: Cgroup | null,
    /** Kills everything in it; settles once all that is gone. */
    private readonly end: () => Promise<void>,
  ) {
    this.channel = child.stdio[3] as Duplex;
    // A sandbox that dies while it is written to is told by `exited`, not by an error that nobody listens to.
    this.channel.on('error', () => {});
    this.prints = { stdout: child.stdout!, stderr: this.watchLastWords(child.stderr!) };
    this.exited = this.watchExit();
  }

  applyLimits(limits: Limits): void {
    this.cgroup?.setLimits({ ...limits, memory: Math.max(limits.memory, leastMemory[this.runtime]) });
  }

  memoryBytes(): number | null {
    return this.cgroup?.memoryBytes() ?? null;
  }

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    void this.end();
  }

  private watchLastWords(stderr: Readable): Readable {
    if (this.runtime !== 'javascript') return stderr;
    let tail = '';
    const passed = new PassThrough();
    stderr.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString('latin1')).slice(-4096);
      if (tail.includes(heapExhausted)) this.heapWasExhausted = true;
    });
    return stderr.pipe(passed);
  }

  private async watchExit(): Promise<SandboxExit> {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      this.child.once('exit', (code, signal) => resolve([code, signal]));
      this.child.once('error', () => resolve([null, null]));
    });
    const exit = signal ? { code, signal } : ofShell(code);
    const aborted = exit.signal === 'SIGABRT' || exit.signal === 'SIGTRAP' || exit.signal === 'SIGILL';
    const outOfMemory = this.cgroup?.ranOutOfMemory() || (aborted && (await this.lastWordsRead()));
    await this.end();
    await this.cgroup?.remove();
    // What it said before it ended by itself is still to be read.
    if (this.killed) this.channel.destroy();
    return { cause: outOfMemory ? 'memory' : this.killed ? 'killed' : 'exited', ...exit };
  }

  /** Its last words may still be in the pipe when the exit is known. Nobody needs to read them for that. */
  private async lastWordsRead(): Promise<boolean> {
    const stderr = this.child.stderr!;
    if (!stderr.readableEnded && !stderr.destroyed)
      await new Promise<void>((resolve) => {
        stderr.once('close', resolve);
        setTimeout(resolve, 500).unref();
      });
    return this.heapWasExhausted;
  }
}

/** A parent that passes its child's end on says "killed by signal N" as exit code 128 + N. */
function ofShell(code: number | null): { code: number | null; signal: string | null } {
  if (code === null || code <= 128) return { code, signal: null };
  const name = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return name ? { code: null, signal: name } : { code, signal: null };
}
