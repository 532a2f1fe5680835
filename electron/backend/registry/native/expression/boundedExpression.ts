/** What of JSONata's syntax tree is looked at. */
interface SyntaxNode {
  readonly type?: unknown;
  readonly value?: unknown;
  readonly [key: string]: unknown;
}

const boundedTypes = new Set(
  ['path', 'binary', 'unary', 'condition', 'block', 'name', 'string', 'number', 'value', 'wildcard', 'variable'].concat(
    ['function', 'filter', 'index'],
  ),
);

/** Functions whose cost and result grow no faster than what they are given. */
const boundedFunctions = new Set(
  'sum count max min average string number boolean not exists length uppercase lowercase trim substring substringBefore substringAfter contains split join round floor ceil abs sqrt power keys lookup merge append reverse now millis toMillis fromMillis formatNumber type'.split(
    ' ',
  ),
);

/**
 * Whether an expression cannot take much more time or memory than its text and its input are long, so that it can be evaluated on
 * the thread that has other things to do: no functions of its own, variables, regular expressions, ranges, sorting, descending, and
 * no lists that multiply along a path. Combinations that are merely slow are stopped by a short time limit.
 */
export function isBounded(tree: unknown): boolean {
  return isBoundedNode(tree, false);
}

function isBoundedNode(node: unknown, isStep: boolean): boolean {
  if (Array.isArray(node)) return node.every((item) => isBoundedNode(item, isStep));
  if (typeof node !== 'object' || node === null) return true;
  const { type, value, ...parts } = node as SyntaxNode;
  if (type !== undefined && !boundedTypes.has(String(type))) return false;
  if (type === 'binary' && value === '..') return false;
  if (type === 'unary' && value === '[' && isStep) return false;
  if (type === 'function') {
    const name = (parts['procedure'] as SyntaxNode | undefined)?.value;
    if (typeof name !== 'string' || !boundedFunctions.has(name)) return false;
  }
  return Object.entries(parts).every(([key, part]) =>
    isBoundedNode(part, key === 'steps' || (isStep && key !== 'arguments')),
  );
}
