import type { GraphNode } from '#shared/graph/graph.ts';
import { isMetadata } from '#shared/graph/graph.ts';
import type { GraphStep } from '#shared/graph/graphEdit.ts';
import { parseExactJson } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { WholeFloat, withoutWholeFloats } from '#shared/message/wholeFloat.ts';

/** The outports that a node is frozen to, and what they send (N9); empty for a node that runs. */
export function pinnedPorts(node: GraphNode): Readonly<Record<string, Value>> {
  const { pinned } = node.metadata;
  return isMetadata(pinned) ? pinned : {};
}

/**
 * Freezes an outport of a node to a message, beside those frozen before.
 * @param json the message's text in plain form. It is kept as JSON, in which bytes and floats that are not finite have a form of their own.
 */
export function pinStep(node: GraphNode, port: string, json: string): GraphStep {
  const exact = parseExactJson(json);
  const value = exact instanceof WholeFloat ? { type: 'Float', data: Number(json) } : withoutWholeFloats(exact);
  return step('Pin an output', node, { ...pinnedPorts(node), [port]: value as Value });
}

/** Lets a node run again. */
export function unpinStep(node: GraphNode): GraphStep {
  return step('Unpin outputs', node, undefined);
}

function step(label: string, before: GraphNode, pinned: Record<string, Value> | undefined): GraphStep {
  const { pinned: _former, ...rest } = before.metadata;
  const metadata = pinned ? { ...rest, pinned } : rest;
  return { label, edits: [{ kind: 'node', id: before.id, before, after: { ...before, metadata } }] };
}
