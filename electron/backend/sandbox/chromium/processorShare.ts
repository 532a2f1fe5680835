/** Seconds of its share that a process may save up for later: short work is never interrupted. */
const savedSeconds = 0.2;

/**
 * Keeps account of the processor time of a process that can only be stopped and let go on (S2): it may run as long as it has used no
 * more than its share since the last time that it had nothing left to pay back.
 */
export class ProcessorShare {
  private credit = 0;
  private last: { used: number; at: number } | undefined;

  /** @param cores its share, in cores */
  constructor(public cores: number) {}

  /**
   * Whether it may run until the next look.
   * @param used seconds of processor time that it has taken since it began
   * @param at seconds on a clock that only goes forward
   */
  mayRun(used: number, at: number): boolean {
    if (this.last) {
      const earned = (at - this.last.at) * this.cores;
      this.credit = Math.min(this.credit + earned - (used - this.last.used), savedSeconds * this.cores);
    }
    this.last = { used, at };
    return this.credit >= 0;
  }
}
