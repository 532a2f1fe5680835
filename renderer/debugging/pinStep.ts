import { exactMetadata, withMetadata } from '#shared/graph/exactMetadata.ts';
import { isMetadata, type GraphNode, type Metadata } from '#shared/graph/graph.ts';
import type { GraphStep } from '#shared/graph/graphEdit.ts';
import { parseExactJson } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';

/** The outports that a node is frozen to, and what they send (N9); empty for a node that runs. */
export function pinnedPorts(node: Pick<GraphNode, 'metadata'>): Readonly<Record<string, Value>> {
  const { pinned } = node.metadata;
  return isMetadata(pinned) ? pinned : {};
}

/**
 * Freezes an outport of a node to a message, beside those frozen before.
 * @param json the message's text in plain form. It is kept as JSON, in which bytes and floats that are not finite have a form of their own.
 */
export function pinStep(node: GraphNode, port: string, json: string): GraphStep {
  const metadata = exactMetadata(node);
  const pinned = { ...pinnedPorts({ metadata }), [port]: parseExactJson(json) as Value };
  return step('Pin an output', node, { ...metadata, pinned });
}

/** Lets a node run again. */
export function unpinStep(node: GraphNode): GraphStep {
  const { pinned: _, ...metadata } = exactMetadata(node);
  return step('Unpin outputs', node, metadata);
}

function step(label: string, before: GraphNode, metadata: Metadata): GraphStep {
  return { label, edits: [{ kind: 'node', id: before.id, before, after: withMetadata(before, metadata) }] };
}
