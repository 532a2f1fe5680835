import type { NetworkNode } from './networkNode.ts';

/** Firings of one node before the scheduler turns to the next; and how long it works before it lets the event loop breathe. */
const firingsPerTurn = 64;
const turnMilliseconds = 4;

export interface SchedulerHost {
  /** Whether nodes may fire now. */
  mayFire(): boolean;
  fire(node: NetworkNode): void;
  /** Nothing more can fire for now. */
  settled(): void;
}

/**
 * Decides whose turn it is. A node is looked at only when something happened to it, so an idle node costs nothing (N13); nodes that
 * can fire take turns, so that none starves.
 */
export class Scheduler {
  private ready: NetworkNode[] = [];
  private isScheduled = false;
  private isRunning = false;

  constructor(private readonly host: SchedulerHost) {}

  /** Something happened to a node. */
  wake(node: NetworkNode): void {
    if (!node.isQueued && node.canFire) {
      node.isQueued = true;
      this.ready.push(node);
    }
    if (!this.isScheduled && !this.isRunning) this.schedule();
  }

  /** Something happened that may end in idleness. */
  schedule(): void {
    if (this.isScheduled || this.isRunning) return;
    this.isScheduled = true;
    queueMicrotask(() => this.turn());
  }

  /** Fires what can fire, in turns, until nothing can or it is time to let the event loop breathe. */
  private turn(): void {
    this.isScheduled = false;
    if (!this.host.mayFire()) {
      for (const node of this.ready) node.isQueued = false;
      this.ready.length = 0;
      this.host.settled();
      return;
    }
    this.isRunning = true;
    const until = performance.now() + turnMilliseconds;
    let next = 0;
    while (next < this.ready.length && this.host.mayFire()) {
      const node = this.ready[next++]!;
      for (let count = 0; count < firingsPerTurn && node.canFire; count++) this.host.fire(node);
      node.isQueued = false;
      if (node.canFire) {
        node.isQueued = true;
        this.ready.push(node);
      }
      if (performance.now() > until) break;
    }
    this.ready.splice(0, next);
    this.isRunning = false;
    if (this.ready.length > 0) {
      this.isScheduled = true;
      setImmediate(() => this.turn());
    } else this.host.settled();
  }
}
