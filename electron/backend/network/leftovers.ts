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

/** Messages that a stop by a person leaves in queues, in words; undefined when there are none. */
export function discarded(nodes: ReadonlyMap<string, NetworkNode>, graph: string): string | undefined {
  const waiting = [...nodes.values()].filter(({ queued }) => queued > 0);
  if (waiting.length === 0) return undefined;
  const each = waiting.map((node) => `${node.queued + node.parked} at ${node.id}`).join(', ');
  return `Messages that waited when ${graph} was stopped are gone: ${each}.`;
}

/** Messages that a run which had to end did not process, in words. */
export function unprocessed(count: number, graph: string): string {
  const messages = count === 1 ? 'A message was' : `${count} messages were`;
  return `${messages} not processed before the run of ${graph} ended; each is a dead letter and can be tried again.`;
}
