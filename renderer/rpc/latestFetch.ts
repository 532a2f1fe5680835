/** Fetches again whenever asked, but never twice at once and never sooner than `interval` milliseconds after the last; the last request always counts. */
export class LatestFetch implements Disposable {
  private busy = false;
  private again = false;
  private disposed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly fetch: () => Promise<void>,
    private readonly interval: number,
  ) {}

  request(): void {
    if (this.disposed) return;
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    void this.fetch().finally(() => {
      this.timer = setTimeout(() => this.rested(), this.interval);
    });
  }

  [Symbol.dispose](): void {
    this.disposed = true;
    clearTimeout(this.timer);
  }

  private rested(): void {
    this.busy = false;
    if (!this.again) return;
    this.again = false;
    this.request();
  }
}
