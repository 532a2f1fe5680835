// Held apart from the globals, which actors may change.
const { setImmediate, performance } = globalThis;
const now = performance.now.bind(performance);

/** Milliseconds for which it stays awake: more than being woken costs, less than is noticed. */
const longest = 0.2;
/** So many expectations are let pass after one that was in vain; twice as many each time, up to this. */
const mostPassed = 256;

/**
 * Keeps this thread awake for a moment when something is expected that mostly comes within microseconds, as network drivers do: to
 * sleep and be woken takes longer than what it waits for. Where the wait is in vain it is tried less and less often.
 */
export class BusyPoll {
  private until = 0;
  private isPolling = false;
  private toPass = 0;
  private backOff = 1;

  /** @param nextTurn calls in the event loop's next turn @param clock milliseconds */
  constructor(
    private readonly nextTurn: (call: () => void) => void = setImmediate,
    private readonly clock: () => number = now,
  ) {}

  /** Something is about to come. */
  expect(): void {
    if (this.toPass > 0) {
      this.toPass--;
      return;
    }
    this.until = this.clock() + longest;
    if (this.isPolling) return;
    this.isPolling = true;
    this.nextTurn(this.poll);
  }

  /** It came, or nothing is expected any more. */
  end(): void {
    if (this.until > 0 && this.backOff > 1) this.backOff /= 2;
    this.until = 0;
  }

  /** While there is one, the event loop looks for input without sleeping. */
  private readonly poll = (): void => {
    this.isPolling = false;
    if (this.until === 0) return;
    if (this.clock() < this.until) {
      this.isPolling = true;
      this.nextTurn(this.poll);
      return;
    }
    this.until = 0;
    this.backOff = Math.min(this.backOff * 2, mostPassed);
    this.toPass = this.backOff;
  };
}
