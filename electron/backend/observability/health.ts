import { disposable } from '../system/lifetime.ts';
import type { SystemStatus } from '#shared/rpc/live/system.ts';

/** What `/health` answers (O1). */
export interface Health {
  status: 'ok' | 'unavailable';
  /** Why actors cannot run; empty when they can. */
  reasons: string[];
  driver: string | null;
  sandboxes: SystemStatus['sandboxes'] & { waiting: number };
  state: SystemStatus['state'];
}

export interface HealthSources {
  status(): SystemStatus & { sandboxes: { waiting: number } };
  /** Runs an actor of each runtime that is used here. @throws Error that says what does not run */
  probe(): Promise<void>;
  /** Asks the state back end for a change that changes nothing. @throws Error that says why it does not answer */
  askState(): Promise<unknown>;
  now(): number;
}

/** After a failed probe the next is run no sooner than this, in milliseconds. */
const probeAgainAfter = 5000;
/** For so long a pool may have somebody waiting, in milliseconds, before it counts as stuck. */
const mostWaiting = 5000;

/** Whether actors can run now (O1): one did, the pool serves whoever asks, and their state can be kept. */
export class HealthWatch {
  private failure: string | undefined = 'No actor has been run yet; the server is starting.';
  private probedAt = 0;
  private probing: Promise<void> | undefined;
  private waitingSince: number | undefined;
  private isEnding = false;
  /** Somebody had no sandbox since the last probe. */
  private isDoubtful = false;

  constructor(private readonly sources: HealthSources) {}

  /** Runs the probe; settles when it is over, never throws. */
  probe(): Promise<void> {
    return (this.probing ??= this.sources
      .probe()
      .then(
        () => (this.failure = undefined),
        (error: unknown) => (this.failure = `A trial actor does not run: ${(error as Error).message}`),
      )
      .then(() => {
        this.isDoubtful = false;
        this.probedAt = this.sources.now();
        this.probing = undefined;
      }));
  }

  /** A sandbox could not be had: whoever asks next is told what a probe says. */
  doubt(): void {
    this.isDoubtful = true;
  }

  /** The server takes no new work. */
  ending(): void {
    this.isEnding = true;
  }

  /** Looks at the pool every second until it is disposed. */
  watch(): Disposable {
    const timer = setInterval(() => this.watchPool(), 1000).unref();
    return disposable(() => clearInterval(timer));
  }

  private watchPool(): void {
    const { waiting } = this.sources.status().sandboxes;
    this.waitingSince = waiting === 0 ? undefined : (this.waitingSince ?? this.sources.now());
  }

  /** The present answer; a failed probe is run again, so that what has been mended is seen. */
  async check(): Promise<Health> {
    const [silence] = await Promise.all([this.silenceOfState(), this.probeAgain()]);
    this.watchPool();
    const { drivers, driver, sandboxes, state: known } = this.sources.status();
    const state = known.available && silence !== undefined ? { ...known, available: false, detail: silence } : known;
    const reasons: string[] = [];
    if (this.isEnding) reasons.push('The server is ending and takes no new calls.');
    if (driver === null) {
      const each = drivers.map(({ name, reason }) => `${name}: ${reason}`).join(' ');
      reasons.push(`No sandbox works here. ${each}`.trim());
    } else if (this.failure !== undefined) reasons.push(this.failure);
    if (this.waitingSince !== undefined && this.sources.now() - this.waitingSince >= mostWaiting)
      reasons.push(
        `The pool is exhausted (${sandboxes.busy} of ${sandboxes.max} in use) and ${sandboxes.waiting} actors wait.`,
      );
    if (!state.available) reasons.push(`State cannot be kept: ${state.detail}`);
    return { status: reasons.length === 0 ? 'ok' : 'unavailable', reasons, driver, sandboxes, state };
  }

  private async probeAgain(): Promise<void> {
    const isDue = this.failure !== undefined && this.sources.now() - this.probedAt >= probeAgainAfter;
    if ((isDue || this.isDoubtful) && !this.isEnding) await this.probe();
  }

  /** A back end whose connection stands may answer nothing all the same. */
  private async silenceOfState(): Promise<string | undefined> {
    if (!this.sources.status().state.available) return undefined;
    return this.sources.askState().then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    );
  }
}
