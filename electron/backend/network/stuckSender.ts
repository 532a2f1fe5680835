import type { NetworkNode } from './networkNode.ts';

type Nodes = ReadonlyMap<string, NetworkNode>;

/** A node whose message waits for room that only a message behind it, in the same sandbox, could make. */
export interface StuckSender {
  readonly sender: NetworkNode;
  /** The node that cannot take its messages. */
  readonly behind: NetworkNode;
}

/**
 * Finds a node that can never go on: it sent all that may be kept for it, is held by a full queue, and what would empty that queue
 * waits behind it in the sandbox that they share (N1).
 * @param held nodes held by full queues
 */
export function stuckSender(held: ReadonlySet<NetworkNode>, nodes: Nodes): StuckSender | undefined {
  for (const sender of held) {
    const stuck = sender.instance?.stuck;
    if (!stuck?.isCause) continue;
    const behind = waiting(sender, nodes).find(
      (node) => node !== sender && node.instance?.stuck?.sandbox === stuck.sandbox,
    );
    if (behind) return { sender, behind };
  }
  return undefined;
}

/** The nodes whose full queues hold a node, and those that hold these, and so on. */
function waiting(sender: NetworkNode, nodes: Nodes): NetworkNode[] {
  const found = new Set([sender]);
  for (const node of found)
    for (const { wires } of node.outlets.values())
      for (const { to } of wires) {
        const receiver = nodes.get(to.node);
        if (receiver && to.queue.heldSenders.has(node)) found.add(receiver);
      }
  return [...found];
}
