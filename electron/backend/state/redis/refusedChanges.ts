import { nextStep, refusesAllChanges } from './redisFailures.ts';

/** How often a Redis that takes no changes is asked again, in milliseconds. */
const askAgainAfter = 1000;

/**
 * Whether Redis, which answers, takes changes: when it refused the last one, as a replica or for want of memory or disk, nobody's state
 * can be kept. Then it is asked again until it takes one.
 */
export class RefusedChanges implements Disposable {
  private said: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param tryOne asks Redis for a change that changes nothing */
  constructor(private readonly tryOne: () => Promise<unknown>) {}

  /** Why Redis takes no changes, and what to do; undefined while it does. */
  get reason(): string | undefined {
    return this.said === undefined ? undefined : `${this.said}. ${nextStep(this.said)}`;
  }

  failed(said: string): void {
    if (!refusesAllChanges(said)) return;
    this.said = said;
    this.timer ??= setInterval(() => void this.tryOne().catch(() => {}), askAgainAfter).unref();
  }

  succeeded(): void {
    if (this.said === undefined) return;
    this.said = undefined;
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
