import { parseExactJson } from '../message/json.ts';
import { writeJsonText } from '../message/jsonText.ts';
import { onlyWholeFloats, withoutWholeFloats, withWholeFloats } from '../message/wholeFloat.ts';
import { nodeConfig, type GraphNode, type Metadata } from './graph.ts';

/** A node with metadata that is given as `parseExactJson` reads it: whole floats are `WholeFloat`. */
export function withMetadata(node: GraphNode, exact: Metadata): GraphNode {
  const { floatsText: _former, ...rest } = node;
  const floats = onlyWholeFloats(exact);
  const metadata = withoutWholeFloats(exact) as Metadata;
  return { ...rest, metadata, ...(floats === undefined ? {} : { floatsText: writeJsonText(floats) }) };
}

/** A node's metadata as it was written: whole floats are `WholeFloat`. Numbers that changed since are what they are now. */
export function exactMetadata({ metadata, floatsText }: Pick<GraphNode, 'metadata' | 'floatsText'>): Metadata {
  return floatsText === undefined ? metadata : (withWholeFloats(metadata, parseExactJson(floatsText)) as Metadata);
}

/** A node's config (G8) as it was written: whole floats are `WholeFloat`. */
export function exactConfig(node: GraphNode): Metadata {
  return nodeConfig({ metadata: exactMetadata(node) });
}
