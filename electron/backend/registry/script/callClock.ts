/** For how long a sandbox has worked on one call, as far as the ticks tell (S4). */
export class CallClock {
  private call: number | undefined;
  private elapsed = 0;

  /**
   * Time passes, in milliseconds. The tick that first sees a call begins its time, so that none is charged for what was before it.
   * @param call what the sandbox works on for this instance; undefined when that is nothing
   * @returns milliseconds that the call has taken
   */
  tick(call: number | undefined, milliseconds: number): number {
    if (call === undefined || call !== this.call) this.reset(call);
    else this.elapsed += milliseconds;
    return this.elapsed;
  }

  /** Milliseconds that a call has taken. */
  of(call: number | undefined): number {
    return call !== undefined && call === this.call ? this.elapsed : 0;
  }

  reset(call?: number): void {
    this.call = call;
    this.elapsed = 0;
  }
}
