import { visitorKeys } from 'oxc-parser';

/** A node of any kind: walking needs no more. */
export interface AnyNode {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

/** A node with those above it, the nearest last. */
export interface PlacedNode {
  readonly node: AnyNode;
  readonly above: readonly AnyNode[];
}

/** All nodes below and including `root`, in the order of the text. Never recurses. */
export function* nodesOf(root: AnyNode): Generator<PlacedNode> {
  const pending: PlacedNode[] = [{ node: root, above: [] }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield next;
    const { node, above } = next;
    const inside = [...above, node];
    for (const key of visitorKeys[node.type]?.toReversed() ?? []) {
      const child = node[key];
      for (const one of Array.isArray(child) ? child.toReversed() : [child])
        if (typeof one === 'object' && one !== null) pending.push({ node: one as AnyNode, above: inside });
    }
  }
}

/** The node under a key; undefined when there is none. */
export function child(node: AnyNode | undefined, key: string): AnyNode | undefined {
  const value = node?.[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as AnyNode) : undefined;
}

/** The nodes of a list under a key; empty when there is none. */
export function children(node: AnyNode | undefined, key: string): AnyNode[] {
  const value = node?.[key];
  return Array.isArray(value) ? (value.filter((one) => one !== null) as AnyNode[]) : [];
}

/** The text of a string literal, or of a template without substitutions. */
export function literalText(node: AnyNode | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node?.type !== 'TemplateLiteral' || children(node, 'expressions').length > 0) return undefined;
  return (node['quasis'] as { value: { cooked: string } }[])[0]?.value.cooked;
}

/** The name of a member when it is written literally: `a.b`, `a["b"]`. */
export function memberName(node: AnyNode): string | undefined {
  const property = child(node, 'property');
  if (node['computed'] === true) return literalText(property);
  return typeof property?.['name'] === 'string' ? property['name'] : undefined;
}
