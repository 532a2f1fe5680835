import { open } from 'node:fs/promises';

/** Brings what was written to the disk itself soon after, without holding up those who write: many writes share one flush. */
export class DiskFlusher implements AsyncDisposable {
  private flushing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param delay milliseconds for which writes are gathered */
  constructor(
    private readonly file: string,
    private readonly delay = 50,
  ) {}

  /** Something was written. */
  written(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.flushing = (this.flushing ?? Promise.resolve()).then(() => this.flush());
    }, this.delay).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.timer);
    await this.flushing;
    if (this.timer) await this.flush();
  }

  /** A disk that cannot flush shows itself at the next write, which says so. */
  private async flush(): Promise<void> {
    const handle = await open(this.file, 'r+').catch(() => undefined);
    await handle?.datasync().catch(() => {});
    await handle?.close();
  }
}
