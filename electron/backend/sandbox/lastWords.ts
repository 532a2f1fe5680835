import { PassThrough, type Readable } from 'node:stream';
import type { ScriptRuntime } from '#shared/actor/actor.ts';

/** What V8 prints before it aborts at the bound of its heap. */
const heapExhausted = 'JavaScript heap out of memory';

/** Listens to what an interpreter writes to stderr, because V8 says only there that it ran out of memory. */
export class LastWords {
  /** The same text, for whoever reads prints. */
  readonly passed: Readable;
  private isHeapExhausted = false;

  constructor(
    runtime: ScriptRuntime,
    private readonly stderr: Readable,
  ) {
    if (runtime !== 'javascript') {
      this.passed = stderr;
      return;
    }
    let tail = '';
    const passed = new PassThrough();
    stderr.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString('latin1')).slice(-4096);
      if (tail.includes(heapExhausted)) this.isHeapExhausted = true;
    });
    this.passed = stderr.pipe(passed);
  }

  /** Whether an end by this signal was V8's own at the bound of its heap. The words may still be on their way when the exit is known. */
  async tellOfHeap(signal: string | null): Promise<boolean> {
    if (signal !== 'SIGABRT' && signal !== 'SIGTRAP' && signal !== 'SIGILL') return false;
    const { stderr } = this;
    if (!stderr.readableEnded && !stderr.destroyed)
      await new Promise<void>((resolve) => {
        stderr.once('close', resolve);
        setTimeout(resolve, 500).unref();
      });
    return this.isHeapExhausted;
  }
}
