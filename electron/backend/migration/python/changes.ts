import type { Node } from 'web-tree-sitter';
import { isRead } from '../../readers/python/pythonLegacy.ts';
import { codeChildren } from '../../readers/python/pythonLiteral.ts';

const pureFunctions = new Set(
  'len int float str bool sum min max abs round sorted list dict tuple set print repr isinstance range enumerate'.split(
    ' ',
  ),
);
const pureModules = new Set(['math', 'json', 'statistics']);
const pureMethods = new Set(
  'upper lower strip lstrip rstrip split join startswith endswith replace format count index copy keys title isdigit'.split(
    ' ',
  ),
);
const innerMethods = new Set(['get', 'items', 'values']);

/** Whether a value that is also kept elsewhere may be changed in place: what is read anew each time would not show that. */
export class Changes {
  private readonly asked = new Map<string, boolean>();

  constructor(private readonly body: Node) {}

  ofVariable(name: string): boolean {
    const known = this.asked.get(name);
    if (known !== undefined) return known;
    this.asked.set(name, false);
    const result = this.body.descendantsOfType('identifier').some((node) => {
      if (node.text !== name) return false;
      const { parent } = node;
      if (parent?.type === 'augmented_assignment' && parent.childForFieldName('left')?.id === node.id) return true;
      if (parent?.type === 'attribute' && parent.childForFieldName('attribute')?.id === node.id) return false;
      if (parent?.type === 'keyword_argument' && parent.childForFieldName('name')?.id === node.id) return false;
      return isRead(node) && this.ofValue(node);
    });
    this.asked.set(name, result);
    return result;
  }

  ofValue(node: Node): boolean {
    const { parent } = node;
    switch (parent?.type) {
      case 'parenthesized_expression':
      case 'boolean_operator':
        return this.ofValue(parent);
      case 'conditional_expression':
        return codeChildren(parent)[1]?.id !== node.id && this.ofValue(parent);
      case 'binary_operator':
      case 'comparison_operator':
      case 'unary_operator':
      case 'not_operator':
      case 'interpolation':
      case 'return_statement':
      case 'yield':
      case 'expression_statement':
      case 'if_statement':
      case 'elif_clause':
      case 'while_statement':
      case 'pair':
      case 'list':
      case 'tuple':
      case 'slice':
      case 'augmented_assignment':
        return false;
      case 'assignment': {
        const left = parent.childForFieldName('left');
        if (left?.type === 'identifier') return this.ofVariable(left.text);
        return left?.type !== 'subscript';
      }
      case 'for_statement':
      case 'for_in_clause': {
        const left = parent.childForFieldName('left');
        const names = left?.type === 'identifier' ? [left] : (left?.descendantsOfType('identifier') ?? []);
        return names.some(({ text }) => this.ofVariable(text));
      }
      case 'keyword_argument':
        return !isPureCall(parent.parent?.parent);
      case 'argument_list':
        return !isPureCall(parent.parent);
      case 'subscript':
        if (parent.childForFieldName('value')?.id !== node.id) return false;
        return !isRead(parent) || this.ofValue(parent);
      case 'attribute': {
        const method = parent.childForFieldName('attribute')?.text ?? '';
        const call = parent.parent;
        if (call?.type !== 'call' || call.childForFieldName('function')?.id !== parent.id) return true;
        if (pureMethods.has(method)) return false;
        return !innerMethods.has(method) || this.ofValue(call);
      }
      default:
        return true;
    }
  }
}

function isPureCall(call: Node | null | undefined): boolean {
  const callee = call?.childForFieldName('function');
  if (callee?.type === 'identifier') return pureFunctions.has(callee.text);
  const object = callee?.type === 'attribute' ? callee.childForFieldName('object') : null;
  if (!object) return false;
  if (object.type === 'string') return true;
  return pureModules.has(object.text) || /\.?(send_output|log)$/.test(callee!.text);
}
