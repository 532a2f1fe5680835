import { visitorKeys } from 'oxc-parser';
import { deepestNesting } from '../nesting.ts';

interface PlacedNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Where something stands that is nested too deeply (D10); undefined when nothing is. What is shorter than that many levels are is not
 * looked into. Chains of one operator, such as a long text put together with `+`, are no nesting to any engine.
 */
export function deepestNode(program: object): number | undefined {
  const pending = [{ node: program as PlacedNode, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, depth } = next;
    if (depth > deepestNesting) return node.start;
    if (node.end - node.start <= deepestNesting - depth) continue;
    const isChain = node.type === 'BinaryExpression' || node.type === 'LogicalExpression';
    for (const key of visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, unknown>)[key];
      for (const one of Array.isArray(child) ? child : [child])
        if (typeof one === 'object' && one !== null)
          pending.push({ node: one as PlacedNode, depth: isChain && key === 'left' ? depth : depth + 1 });
    }
  }
  return undefined;
}
