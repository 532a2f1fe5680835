/** How often deadlines are looked at, in milliseconds. */
const lookInterval = 20;

interface Pending {
  readonly until: number;
  giveUp(): void;
}

/** Thrown when what was waited for did not come in time. */
export class TimeUp extends Error {}

/** Deadlines of many operations at once: one coarse timer for all, which runs only while there is something to wait for. */
export class Deadlines implements Disposable {
  private readonly pending = new Set<Pending>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param recover answers instead when the promise fails or the time is up
   * @throws TimeUp when the promise has not settled after so many milliseconds
   */
  within<T>(
    promise: Promise<T>,
    milliseconds: number,
    recover: (failure: unknown) => Promise<T> = (failure) => Promise.reject(failure),
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (failure: unknown): void => void recover(failure).then(resolve, reject);
      const pending: Pending = {
        until: performance.now() + milliseconds,
        giveUp: () => fail(new TimeUp()),
      };
      this.pending.add(pending);
      this.timer ??= setInterval(() => this.look(), lookInterval);
      promise.then(
        (value) => {
          this.pending.delete(pending);
          resolve(value);
        },
        (failure: unknown) => {
          if (this.pending.delete(pending)) fail(failure);
        },
      );
    });
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    if (this.pending.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
      return;
    }
    const now = performance.now();
    for (const one of this.pending)
      if (one.until <= now) {
        this.pending.delete(one);
        one.giveUp();
      }
  }
}
