import type { Inlet } from './inlet.ts';
import { keptBy } from './leftovers.ts';
import type { NetworkNode } from './networkNode.ts';

type Nodes = ReadonlyMap<string, NetworkNode>;

/**
 * Nodes that can never fire again by themselves (N6): what they still wait for nothing can send any more. Found as the rest of a fixed
 * point: a node moves while it works unhindered, and when what moves makes room for it or feeds it.
 */
export function stuckNodes(nodes: Nodes): Set<NetworkNode> {
  const senders = sendersOf(nodes);
  const stuck = new Set(nodes.values());
  const comes = (inlet: Inlet): boolean => {
    const from = senders.get(inlet);
    // Somebody outside feeds an inport that counts as wired but has no wire.
    return from ? from.some((node) => !stuck.has(node)) : inlet.wired;
  };
  for (let found = true; found;) {
    found = false;
    for (const node of stuck) {
      if (!moves(node, nodes, stuck, comes)) continue;
      stuck.delete(node);
      found = true;
    }
  }
  return stuck;
}

/** What a stuck node that holds others back waits for, in words; undefined for one that holds nobody. */
export function stuckSentence(node: NetworkNode, stuck: ReadonlySet<NetworkNode>): string | undefined {
  const held = new Set<string>();
  for (const { queue } of node.inlets.values())
    for (const sender of queue.heldSenders) if (isNode(sender, stuck)) held.add(sender.id);
  if (held.size === 0 || node.outstanding > 0 || node.holds > 0 || node.startFailure) return undefined;
  const missing = node.rule.waitingFor.join(', ');
  return `${node.id} keeps ${keptBy(node)} and holds ${[...held].join(', ')} back: it still waits for ${missing}, which nothing sends any more.`;
}

function moves(
  node: NetworkNode,
  nodes: Nodes,
  stuck: ReadonlySet<NetworkNode>,
  comes: (inlet: Inlet) => boolean,
): boolean {
  if (!node.instance) return !node.startFailure;
  if (node.canFire) return true;
  if (node.holds > 0) return !holdersOf(node, nodes).every((holder) => stuck.has(holder));
  return node.outstanding > 0 || node.rule.canStillFire(comes);
}

/** The nodes whose full queues hold a node back. */
function holdersOf(node: NetworkNode, nodes: Nodes): NetworkNode[] {
  const holders = new Set<NetworkNode>();
  for (const { wires } of node.outlets.values())
    for (const { to } of wires) if (to.queue.heldSenders.has(node)) holders.add(nodes.get(to.node)!);
  return [...holders];
}

function sendersOf(nodes: Nodes): Map<Inlet, NetworkNode[]> {
  const senders = new Map<Inlet, NetworkNode[]>();
  for (const node of nodes.values())
    for (const { wires } of node.outlets.values())
      for (const { to } of wires) {
        const known = senders.get(to);
        if (known) known.push(node);
        else senders.set(to, [node]);
      }
  return senders;
}

function isNode(sender: object, nodes: ReadonlySet<NetworkNode>): sender is NetworkNode {
  return (nodes as ReadonlySet<object>).has(sender);
}
