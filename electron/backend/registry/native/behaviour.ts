import type { Firing } from '../component.ts';

/**
 * What a native component does in one firing. One that returns nothing is done when it returns, so that a message passes through it
 * without a promise; one that returns a promise is done when that settles. What it throws fails the firing.
 */
export type Behaviour = (firing: Firing, run: NativeRun) => void | Promise<void>;

/** A behaviour that holds something, such as a connection, as long as its node lives. */
export interface HoldingBehaviour extends AsyncDisposable {
  readonly fire: Behaviour;
}

/** What a behaviour may ask of its instance while a firing runs. */
export interface NativeRun {
  /** Produce nothing more until `whenFree` (N1). */
  readonly held: boolean;
  /** When the running firing was handed over, in milliseconds of `performance.now`; 0 where the capacity is 1. */
  readonly arrivedAt: number;
  /** Aborted when the firing is cancelled or the instance is disposed. */
  readonly signal: AbortSignal;
  /** Settles when outputs are wanted again. @throws Cancelled */
  whenFree(): Promise<void>;
  /** @throws Cancelled */
  sleep(milliseconds: number): Promise<void>;
  /** Waits, but no longer than until another firing is handed over; says whether one was. Needs a capacity over 1. @throws Cancelled */
  untilNext(milliseconds: number): Promise<boolean>;
  /** For sources that go on until they are told to end. */
  untilCancelled(): Promise<void>;
  /** Lets everything else have its turn. @throws Cancelled */
  yield(): Promise<void>;
}
