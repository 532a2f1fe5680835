import { Duplex, Readable } from 'node:stream';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Limits } from '#shared/actor/limits.ts';
import { largestFrame } from '../../channel/frameReader.ts';
import type { Sandbox, SandboxExit } from '../sandbox.ts';
import type { HiddenPage, HiddenPages, PageStart } from './hiddenPage.ts';
import { ProcessorShare } from './processorShare.ts';

/** Milliseconds between two looks at what it takes. */
const lookInterval = 100;

/** Bytes that a worker may have on the way: what it holds itself to (link.mjs), and one frame. */
const mostUntaken = 4 * 1024 ** 2 + largestFrame;

/** A sandbox that is a hidden page: the runner is in its worker, and the channel goes over message ports. */
export class ChromiumSandbox implements Sandbox {
  readonly channel: Duplex;
  readonly prints: { stdout: Readable; stderr: Readable };
  readonly exited: Promise<SandboxExit>;
  private readonly stderr = new Readable({ read: () => {} });
  private page!: HiddenPage;
  private memory: number;
  private readonly share: ProcessorShare;
  private isHeld = false;
  /** What the page itself takes, before any actor. */
  private ownMemory: number | undefined;
  private untaken = 0;
  private written: (() => void) | undefined;
  private killed = false;
  private isOutOfMemory = false;
  private exitCode: number | null = null;
  private settle!: (exit: SandboxExit) => void;

  private constructor(
    readonly id: string,
    readonly runtime: ScriptRuntime,
    limits: Limits,
  ) {
    this.memory = limits.memory;
    this.share = new ProcessorShare(limits.cpu);
    this.channel = new Duplex({
      read: () => this.take(),
      write: (bytes: Buffer, _encoding, done) => {
        this.written = done;
        // An exact copy: of a view, the whole memory behind it would be sent.
        this.page.post(new Uint8Array(bytes));
      },
    });
    this.channel.on('error', () => {});
    const nothing = new Readable({ read: () => {} });
    nothing.push(null);
    this.prints = { stdout: nothing, stderr: this.stderr };
    this.exited = new Promise((resolve) => (this.settle = resolve));
  }

  /** @throws Error when the page does not open */
  static async open(id: string, pages: HiddenPages, start: PageStart, limits: Limits): Promise<ChromiumSandbox> {
    const sandbox = new ChromiumSandbox(id, start.runtime, limits);
    sandbox.page = await pages.open(start, {
      fromPage: (message) => sandbox.hearPage(message),
      fromWorker: (message) => sandbox.hearWorker(message),
    });
    void sandbox.watch();
    return sandbox;
  }

  get isEnding(): boolean {
    return this.killed;
  }

  applyLimits(limits: Limits): void {
    this.memory = limits.memory;
    this.share.cores = limits.cpu;
  }

  memoryBytes(): number | null {
    return this.page.memoryBytes();
  }

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    this.page.kill();
  }

  private hearPage(message: unknown): void {
    const { written, failure } = (message ?? {}) as { written?: unknown; failure?: unknown };
    if (typeof written === 'number') {
      const { written: done } = this;
      this.written = undefined;
      done?.();
    } else if (failure !== undefined) this.fail(failure);
  }

  private hearWorker(message: unknown): void {
    if (message instanceof Uint8Array) {
      this.ownMemory ??= this.memoryBytes() ?? undefined;
      this.untaken += message.length;
      if (this.untaken > mostUntaken) this.fail('it sent more than it was allowed to');
      else if (this.channel.push(Buffer.from(message.buffer, message.byteOffset, message.length))) this.take();
      return;
    }
    const { exit, failure } = (message ?? {}) as { exit?: unknown; failure?: unknown };
    if (failure !== undefined) this.fail(failure);
    else {
      this.exitCode = typeof exit === 'number' ? exit : 70;
      this.page.kill();
    }
  }

  private fail(why: unknown): void {
    this.stderr.push(`${String(why).slice(0, 4096)}\n`);
    this.exitCode = 70;
    this.page.kill();
  }

  /** Lets the worker send as much again as has been read. */
  private take(): void {
    const { untaken } = this;
    if (untaken === 0) return;
    this.untaken = 0;
    this.page.post(untaken);
  }

  private async watch(): Promise<void> {
    const look = setInterval(() => this.look(), lookInterval);
    look.unref();
    const cause = await this.page.gone;
    clearInterval(look);
    this.stderr.push(null);
    if (this.killed || this.isOutOfMemory) this.channel.destroy();
    else this.channel.push(null);
    this.written?.();
    const outOfMemory = this.isOutOfMemory || (cause === 'memory' && !this.killed);
    this.settle({
      cause: outOfMemory ? 'memory' : this.killed ? 'killed' : 'exited',
      code: this.exitCode,
      signal: this.exitCode === null ? 'SIGKILL' : null,
    });
  }

  /** Chromium has no limits of its own for one process: what it takes is measured, too much memory ends it, too much time stops it for a while. */
  private look(): void {
    // What it takes to start is not the actor's.
    if (this.ownMemory === undefined) return;
    const used = this.memoryBytes();
    if (used !== null && used - this.ownMemory > this.memory) {
      this.isOutOfMemory = true;
      this.page.kill();
      return;
    }
    const seconds = this.page.processorSeconds();
    const isHeld = seconds !== null && !this.share.mayRun(seconds, performance.now() / 1000);
    if (isHeld !== this.isHeld) this.page.hold(isHeld);
    this.isHeld = isHeld;
  }
}
