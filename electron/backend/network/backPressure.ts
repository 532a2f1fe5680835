import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import { holdCycle } from './holdCycle.ts';
import type { MessageQueue } from './messageQueue.ts';
import { NetworkNode } from './networkNode.ts';
import type { Sender } from './sender.ts';
import { stuckSender, type StuckSender } from './stuckSender.ts';

/** Holds senders back while a queue is full, and lets them go on when there is room again (N1). */
export class BackPressure {
  private readonly held = new Set<NetworkNode>();

  /** @param wake is told of each node that may go on */
  constructor(
    private readonly nodes: ReadonlyMap<string, NetworkNode>,
    private readonly wake: (node: NetworkNode) => void,
  ) {}

  /** Whether a full queue holds a node. */
  get isHolding(): boolean {
    return this.held.size > 0;
  }

  /** A sender has put a message in a queue. */
  sent(queue: MessageQueue, sender: Sender): void {
    if (!queue.isFull || queue.heldSenders.has(sender)) return;
    queue.heldSenders.add(sender);
    if (sender instanceof NetworkNode) this.held.add(sender);
    sender.hold();
  }

  /** Messages were taken from a queue. */
  taken(queue: MessageQueue): void {
    if (queue.heldSenders.size > 0 && queue.isLow) this.letGo(queue);
  }

  /** Nothing waits for this queue any more. */
  letGo(queue: MessageQueue): void {
    const senders = [...queue.heldSenders];
    queue.heldSenders.clear();
    for (const sender of senders) {
      if (!sender.release() || !(sender instanceof NetworkNode)) continue;
      this.held.delete(sender);
      this.wake(sender);
    }
  }

  /**
   * Nothing can fire for now. Where full queues hold each other's nodes in a circle, the one with the fewest messages takes more; a
   * message that waits for what is behind it in its own sandbox fails. @returns whether there was something to open
   */
  openCycle(): boolean {
    if (this.held.size === 0) return false;
    const cycle = holdCycle(this.held, this.nodes);
    if (!cycle) {
      const stuck = stuckSender(this.held, this.nodes);
      stuck?.sender.instance?.giveUp?.(tooMuchAtOnce(stuck));
      return false;
    }
    const queue = cycle.reduce((least, one) => (one.length < least.length ? one : least));
    while (!queue.isLow) queue.widen();
    this.letGo(queue);
    return true;
  }
}

function tooMuchAtOnce({ sender, behind }: StuckSender): ActorFailure {
  const message =
    `${sender.id} sent more for one message than ${behind.id} has room for, and ${behind.id} works in the same sandbox, behind it. ` +
    'Let it send less for one message, or raise max_size of the pool in reflow.yaml, so that each node has a sandbox of its own.';
  return { type: 'QueueFull', message, stack: '', port: null };
}
