/** Who hears that time passes. */
export interface TickListener {
  tick(milliseconds: number): void;
}

const tickMilliseconds = 100;

/** One coarse timer for all deadlines of messages, running only while somebody is busy (S4): a message costs no timer of its own. */
export class Ticker implements Disposable {
  private readonly listeners = new Set<TickListener>();
  private timer: NodeJS.Timeout | undefined;
  private last = 0;

  add(listener: TickListener): void {
    this.listeners.add(listener);
    if (this.timer) return;
    this.last = performance.now();
    this.timer = setInterval(() => this.tick(), tickMilliseconds);
  }

  remove(listener: TickListener): void {
    this.listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.listeners.clear();
  }

  private tick(): void {
    const now = performance.now();
    // Time in which the host itself stood still is not held against anybody.
    const passed = Math.min(now - this.last, 2 * tickMilliseconds);
    this.last = now;
    if (this.listeners.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
      return;
    }
    for (const listener of [...this.listeners]) listener.tick(passed);
  }
}
