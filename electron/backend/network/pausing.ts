import type { NetworkNode } from './networkNode.ts';

/** Holds and steps a paused network (N6): queues are held by not firing; nodes that nothing feeds are held back while they work. */
export class Pausing {
  private stepsTaken = 0;

  /** @param fire has a node fire once */
  constructor(
    private readonly nodes: ReadonlyMap<string, NetworkNode>,
    private readonly fire: (node: NetworkNode) => void,
  ) {}

  pause(): void {
    for (const node of this.nodes.values()) if (node.outstanding > 0 && node.isUnfed) hold(node);
  }

  resume(): void {
    for (const node of this.nodes.values()) if (node.isPaused) release(node);
  }

  /**
   * A node that can fire does so once, each in turn; if none can, one that nothing feeds sends its next message.
   * @returns the node
   */
  step(): NetworkNode | undefined {
    const nodes = [...this.nodes.values()];
    const inTurn = nodes.map((_, index) => nodes[(index + this.stepsTaken) % nodes.length]!);
    const next = inTurn.find((node) => node.canFire);
    const moved = next ?? inTurn.find((node) => node.isPaused && node.holds === 1);
    if (!moved) return undefined;
    this.stepsTaken = nodes.indexOf(moved) + 1;
    if (next) this.fire(next);
    else release(moved);
    return moved;
  }

  /** While paused, a node has sent a message: if nothing feeds it, it is the one that a step let through. */
  sent(node: NetworkNode): void {
    if (!node.isPaused && node.outstanding > 0 && node.isUnfed) hold(node);
  }

  /** A node has nothing under way any more. */
  completed(node: NetworkNode): void {
    if (node.isPaused) release(node);
  }
}

function hold(node: NetworkNode): void {
  node.isPaused = true;
  node.hold();
}

function release(node: NetworkNode): void {
  node.isPaused = false;
  node.release();
}
