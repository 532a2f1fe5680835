import type { MessageHistory } from '../messageHistory.ts';
import type { MessageSource } from '../networkRecorder.ts';
import type { NetworkNode } from '../networkNode.ts';
import type { SentMessage } from '../sentMessage.ts';

export interface KeptMessage {
  readonly source: MessageSource;
  readonly message: SentMessage;
}

/** The message with this id among those that a running network keeps in memory. */
export function findKept(nodes: ReadonlyMap<string, NetworkNode>, id: number): KeptMessage | undefined {
  for (const { history, source } of histories(nodes)) {
    const message = history.find(id);
    if (message) return { source: source(), message };
  }
  return undefined;
}

/** The messages of a running network with ids greater than this one, as far as they are kept in memory. */
export function keptAfter(nodes: ReadonlyMap<string, NetworkNode>, id: number): KeptMessage[] {
  const kept: KeptMessage[] = [];
  for (const { history, source } of histories(nodes))
    for (const message of history.since(id)) kept.push({ source: source(), message });
  return kept;
}

/** The messages with these ids and those that led to them, as far as they are kept in memory; at most `limit`. */
export function causesOf(
  nodes: ReadonlyMap<string, NetworkNode>,
  ids: readonly number[],
  limit: number,
): KeptMessage[] {
  const found = new Map<number, KeptMessage>();
  const wanted = [...ids];
  for (let id = wanted.shift(); id !== undefined && found.size < limit; id = wanted.shift()) {
    if (found.has(id)) continue;
    const kept = findKept(nodes, id);
    if (!kept) continue;
    found.set(id, kept);
    wanted.push(...kept.message.causes);
  }
  return [...found.values()];
}

interface History {
  readonly history: MessageHistory;
  readonly source: () => MessageSource;
}

function* histories(nodes: ReadonlyMap<string, NetworkNode>): Iterable<History> {
  for (const node of nodes.values()) {
    for (const { history, port, wires } of node.outlets.values()) {
      const to = () => wires.map((wire) => ({ node: wire.to.node, port: wire.to.name }));
      yield { history, source: () => ({ from: { node: node.id, port }, to: to() }) };
    }
    for (const { fromOutside, name } of node.inlets.values())
      yield { history: fromOutside, source: () => ({ from: null, to: [{ node: node.id, port: name }] }) };
  }
}
