import type { Breakpoints } from './breakpoints.ts';
import type { NetworkNode } from './networkNode.ts';

/** Tells sources when the network has done everything with what they sent, though they themselves still run. */
export class DrainWatch {
  private listeners: ((isDone: boolean) => void)[] = [];

  constructor(
    private readonly nodes: ReadonlyMap<string, NetworkNode>,
    private readonly breakpoints: Breakpoints,
  ) {}

  /** Settles when nothing is on its way but what sources have yet to send: true; or when the network is stopped before: false. */
  wait(): Promise<boolean> {
    return new Promise((resolve) => this.listeners.push(resolve));
  }

  /** To be called when nothing more can fire for now. */
  check(isStopped: boolean): void {
    if (this.listeners.length === 0 || (!isStopped && this.isUnderWay)) return;
    for (const resolve of this.listeners.splice(0)) resolve(!isStopped);
  }

  private get isUnderWay(): boolean {
    if (this.breakpoints.isHolding) return true;
    for (const node of this.nodes.values())
      if (node.canFire || (node.outstanding > 0 && !node.rule.firesAtStart && !node.streaming)) return true;
    return false;
  }
}
