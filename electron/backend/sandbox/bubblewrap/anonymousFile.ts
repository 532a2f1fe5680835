import { randomBytes } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file without a name, so that nothing is left behind however the program ends. Its offset stays at the beginning. */
export class AnonymousFile implements Disposable {
  readonly descriptor: number;

  constructor(content: Buffer) {
    const path = join(tmpdir(), `reflow-studio-${randomBytes(12).toString('hex')}`);
    this.descriptor = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    for (let written = 0; written < content.length;)
      written += writeSync(this.descriptor, content, written, content.length - written, written);
  }

  /** Opens it anew, because whoever reads a shared descriptor moves its offset for all. */
  reopen(): Disposable & { descriptor: number } {
    const descriptor = openSync(`/proc/self/fd/${this.descriptor}`, 'r');
    return { descriptor, [Symbol.dispose]: () => closeSync(descriptor) };
  }

  [Symbol.dispose](): void {
    closeSync(this.descriptor);
  }
}
