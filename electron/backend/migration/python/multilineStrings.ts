import type { Node } from 'web-tree-sitter';

/** Whether a line begins within a string, so that indenting it would change a value. */
export function multilineStrings(node: Node): (offset: number) => boolean {
  const strings = node.descendantsOfType('string').filter((one) => one.startPosition.row < one.endPosition.row);
  return (offset) => strings.some(({ startIndex, endIndex }) => startIndex < offset && offset < endIndex);
}
