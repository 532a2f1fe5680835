import type { MessageQueue } from './messageQueue.ts';
import type { NetworkNode } from './networkNode.ts';

type Nodes = ReadonlyMap<string, NetworkNode>;

/**
 * Full queues that hold their senders in a circle: each belongs to a node that cannot empty it, because it is held by the next. Waiting
 * would never end, so one of them has to take more (N4: loops work).
 * @param held nodes of the network that are held by full queues
 */
export function holdCycle(held: ReadonlySet<NetworkNode>, nodes: Nodes): MessageQueue[] | undefined {
  const done = new Set<NetworkNode>();
  const path: NetworkNode[] = [];
  const queues: MessageQueue[] = [];
  const visit = (node: NetworkNode): MessageQueue[] | undefined => {
    const at = path.indexOf(node);
    if (at >= 0) return queues.slice(at);
    if (done.has(node)) return undefined;
    done.add(node);
    path.push(node);
    for (const { to } of wiresOf(node)) {
      const receiver = nodes.get(to.node);
      if (!receiver || !held.has(receiver) || !to.queue.heldSenders.has(node)) continue;
      queues.push(to.queue);
      const cycle = visit(receiver);
      if (cycle) return cycle;
      queues.pop();
    }
    path.pop();
    return undefined;
  };
  for (const node of held) {
    const cycle = visit(node);
    if (cycle) return cycle;
  }
  return undefined;
}

function* wiresOf(node: NetworkNode) {
  for (const { wires } of node.outlets.values()) yield* wires;
}
