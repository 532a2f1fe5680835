import type { NetworkNode } from './networkNode.ts';

/** Messages left at nodes that wait for another port, in words (N6). */
export function leftovers(nodes: ReadonlyMap<string, NetworkNode>): string[] {
  const sentences: string[] = [];
  for (const node of nodes.values()) {
    if (node.queued === 0 || node.startFailure) continue;
    const waitsFor = node.rule.waitingFor.join(', ') || 'room further on';
    sentences.push(`${node.id} keeps ${keptBy(node)}: it still waits for ${waitsFor}.`);
  }
  return sentences;
}

/** How many messages wait on which inports of a node, in words. */
export function keptBy(node: NetworkNode): string {
  const ports = [...node.inlets.values()].filter(({ queue }) => queue.length > 0);
  return ports.map(({ queue, name }) => `${queue.length + queue.parked} on ${name}`).join(', ');
}
