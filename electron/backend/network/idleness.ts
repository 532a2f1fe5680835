import { leftovers } from './leftovers.ts';
import type { NetworkNode } from './networkNode.ts';

export interface IdlenessHost {
  readonly nodes: ReadonlyMap<string, NetworkNode>;
  /** Whether something is under way, or waits for a person who may let it go on. */
  isMoving(): boolean;
  /** Whether the network runs: it is neither paused nor ending. */
  isRunning(): boolean;
  /** The network is idle from now on. */
  began(): void;
  warn(sentence: string): void;
}

/** Whether nothing moves any more (N6), and who waits for that. */
export class Idleness {
  /** The network runs and nothing moves. */
  isIdle = false;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly host: IdlenessHost) {}

  /** Settles with the next `settle`, at once while the network is idle. */
  wait(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  /** Nothing can fire for now. */
  check(): void {
    if (this.host.isMoving()) return;
    this.settle();
    if (this.isIdle || !this.host.isRunning()) return;
    this.isIdle = true;
    this.sayLeftovers();
    this.host.began();
  }

  /** Those who wait need wait no longer. */
  settle(): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const resolve of waiting) resolve();
  }

  /** Names the nodes that keep messages. */
  sayLeftovers(): void {
    for (const sentence of leftovers(this.host.nodes)) this.host.warn(sentence);
  }
}
