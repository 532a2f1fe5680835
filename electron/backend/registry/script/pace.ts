/** About how much work is handed to a sandbox ahead of time, in milliseconds. */
const workAhead = 20;
const firstGuess = 5;

/** How fast firings complete lately, and how many should be outstanding so that a sandbox never waits for the host, nor a pause for it. */
export class Pace {
  /** Milliseconds until a message that is sent is there, and what it makes is back. */
  delay = 0;
  private average = firstGuess;
  private since = 0;

  constructor(private readonly mostAhead = 256) {}

  get capacity(): number {
    return Math.min(this.mostAhead, Math.max(1, Math.floor((workAhead + this.delay) / this.average)));
  }

  /** Work begins, or goes on after it was held back. */
  begin(): void {
    this.since = performance.now();
  }

  /** A firing was completed. @returns milliseconds since the one before it, or since work began */
  note(): number {
    const now = performance.now();
    const took = now - this.since;
    this.average += (took - this.average) / 8;
    this.since = now;
    return took;
  }
}
