/** Does something again and again, never twice at once. */
export function repeatedly(milliseconds: number, work: () => Promise<void>): AsyncDisposable {
  let last: Promise<void> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    last = work()
      .catch(() => {})
      .finally(() => (isBusy = false));
  }, milliseconds).unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await last;
    },
  };
}

/** Does something when it was not asked to again for a while. */
export class Delayed implements AsyncDisposable {
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();
  private disposed = false;

  constructor(
    private readonly milliseconds: number,
    private readonly action: () => Promise<void>,
  ) {}

  start(): void {
    clearTimeout(this.timer);
    if (this.disposed) return;
    this.timer = setTimeout(() => {
      this.work = this.work.then(this.action).catch(() => {});
    }, this.milliseconds).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
    clearTimeout(this.timer);
    await this.work;
  }
}
