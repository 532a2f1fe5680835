import { Duplex, Readable } from 'node:stream';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { exitStatus } from '../exitStatus.ts';
import { LastWords } from '../lastWords.ts';
import type { Sandbox, SandboxExit } from '../sandbox.ts';
import type { Execution, Machine } from './sdk.ts';

type Stdin = NonNullable<Awaited<ReturnType<Execution['takeStdin']>>>;

/** A sandbox that is a virtual machine of its own: stdin and stdout of its program are the channel; prints come on stderr. */
export class MicrosandboxSandbox implements Sandbox {
  readonly channel: Duplex;
  readonly prints: { stdout: Readable; stderr: Readable };
  readonly exited: Promise<SandboxExit>;
  private readonly printed: Readable;
  private readonly lastWords: LastWords;
  private memory: number | null = null;
  private killed = false;
  private wake: (() => void) | undefined;

  constructor(
    readonly id: string,
    readonly runtime: ScriptRuntime,
    private readonly machine: Machine,
    private readonly execution: Execution,
    stdin: Stdin,
  ) {
    this.channel = new Duplex({
      read: () => this.wake?.(),
      write: (bytes: Buffer, _encoding, done) => finish(stdin.write(bytes), done),
      final: (done) => finish(stdin.close(), done),
    });
    // One that dies while it is written to is told by its exit.
    this.channel.on('error', () => {});
    this.printed = new Readable({ read: () => this.wake?.() });
    const nothing = new Readable({ read: () => {} });
    nothing.push(null);
    this.lastWords = new LastWords(runtime, this.printed);
    this.prints = { stdout: nothing, stderr: this.lastWords.passed };
    this.exited = this.watch();
  }

  get isEnding(): boolean {
    return this.killed;
  }

  /** A machine's memory and processors are its own; the driver says that limits are fixed. */
  applyLimits(): void {}

  memoryBytes(): number | null {
    void this.machine.metrics().then(
      ({ memoryBytes }) => (this.memory = memoryBytes),
      () => {},
    );
    return this.memory;
  }

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    this.wake?.();
    void this.machine.kill().catch(() => {});
  }

  private async watch(): Promise<SandboxExit> {
    const code = await this.pump().catch(() => null);
    this.channel.push(null);
    this.printed.push(null);
    const exit = exitStatus(code);
    const outOfMemory = !this.killed && (exit.signal === 'SIGKILL' || (await this.lastWords.tellOfHeap(exit.signal)));
    await this.machine.destroy({ force: true }).catch(() => {});
    if (this.killed) this.channel.destroy();
    return { cause: outOfMemory ? 'memory' : this.killed ? 'killed' : 'exited', ...exit };
  }

  /** Hands on what comes, at the pace at which it is taken, until the program ends. */
  private async pump(): Promise<number | null> {
    for (;;) {
      const event = await this.execution.recv();
      if (!event) return null;
      if (event.kind === 'exited') return event.code;
      if (event.kind === 'started') continue;
      const target = event.kind === 'stdout' ? this.channel : this.printed;
      if (target.push(Buffer.from(event.data)) || this.killed) continue;
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = undefined;
    }
  }
}

/** Tells a stream's callback how a promise ended. */
async function finish(work: Promise<void>, done: (error?: Error | null) => void): Promise<void> {
  const failure = await work.then(
    () => null,
    (error: Error) => error,
  );
  done(failure);
}
