/** A read of fewer records than this was hardly worth being woken for. */
const worthwhile = 8;
/** Calls that a sandbox must have ahead of it, so that it does not run out of work meanwhile. */
const plenty = 48;
/** Milliseconds after the last read within which another comes only when there is little else to do here. */
const soon = 0.05;
/** Milliseconds of sleep; the system adds about as much. */
const nap = 0.05;

/**
 * Lets the messages of a quick actor gather, as network cards let packets: each that comes by itself wakes this thread, which costs
 * both sides more than the message does. A nap of a tenth of a millisecond, while the sandbox has work for longer, brings many at once.
 */
export class Gathering {
  private readonly pillow = new Int32Array(new SharedArrayBuffer(4));
  private lastRead = 0;

  /** @param records that the last read brought @param ahead calls that the sandbox has yet to complete */
  afterRead(records: number, ahead: number): void {
    const now = performance.now();
    const isSoon = now - this.lastRead < soon;
    this.lastRead = now;
    if (!isSoon || records >= worthwhile || ahead < plenty) return;
    Atomics.wait(this.pillow, 0, 0, nap);
    this.lastRead = performance.now();
  }
}
