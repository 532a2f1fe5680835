import type { Node } from 'web-tree-sitter';
import { isGetInputs } from '../../readers/python/pythonLegacy.ts';
import { codeChildren } from '../../readers/python/pythonLiteral.ts';

const bindings = [
  'assignment',
  'augmented_assignment',
  'for_statement',
  'for_in_clause',
  'as_pattern_target',
  'named_expression',
];

/**
 * Variables that never hold anything but an input.
 * @param reads ids of the expressions that read one input
 * @param inputNames names of the inputs as a whole
 */
export function inputVariables(
  scope: Node,
  reads: ReadonlySet<number>,
  inputNames: ReadonlySet<string>,
): ReadonlySet<string> {
  const isInput = new Map<string, boolean>();
  const note = (target: Node | null | undefined, value: boolean) => {
    // What is put into a part of something says nothing of the whole.
    if (!target || target.type === 'subscript' || target.type === 'attribute') return;
    const names = target.type === 'identifier' ? [target] : target.descendantsOfType('identifier');
    for (const { text } of names) isInput.set(text, value && (isInput.get(text) ?? true));
  };
  for (const node of scope.descendantsOfType(bindings)) {
    const left = node.childForFieldName('left') ?? node.childForFieldName('name') ?? node;
    const right = node.childForFieldName('right') ?? node.childForFieldName('value');
    if (node.type.startsWith('for')) noteLoop(left, right, inputNames, note);
    else note(left, node.type === 'assignment' && right !== null && isInputValue(right, reads));
  }
  return new Set([...isInput].filter(([, value]) => value).map(([name]) => name));
}

/** `for name, value in inputs.items()`. */
function noteLoop(
  left: Node,
  right: Node | null,
  inputNames: ReadonlySet<string>,
  note: (target: Node | null | undefined, value: boolean) => void,
): void {
  const callee = right?.type === 'call' ? right.childForFieldName('function') : null;
  const object = callee?.childForFieldName('object');
  const method = callee?.childForFieldName('attribute')?.text;
  const isInputs = object && (inputNames.has(object.text) || isGetInputs(object));
  if (isInputs && method === 'values') note(left, true);
  else if (isInputs && method === 'items' && left.type === 'pattern_list' && left.namedChildCount === 2) {
    note(left.namedChild(0), false);
    note(left.namedChild(1), true);
  } else note(left, false);
}

function isInputValue(value: Node, reads: ReadonlySet<number>): boolean {
  if (value.type === 'parenthesized_expression')
    return codeChildren(value).every((inner) => isInputValue(inner, reads));
  return reads.has(value.id);
}
