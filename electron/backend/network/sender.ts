/** Whoever sends into queues and can be held back while one is full (N1). */
export interface Sender {
  /** Sends no more than is under way, until as many releases as holds came. */
  hold(): void;
  /** @returns whether it may go on */
  release(): boolean;
}
