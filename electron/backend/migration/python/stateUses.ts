import type { Node } from 'web-tree-sitter';
import { enclosingFunction, inputUse, isRead } from '../../discovery/python/pythonLegacy.ts';
import { codeChildren } from '../../discovery/python/pythonLiteral.ts';
import { pythonString } from '../../discovery/python/pythonString.ts';

/** What a mention of an old actor's state does. */
export type StateUse =
  | { readonly kind: 'get'; readonly node: Node; readonly key: Node; readonly fallback: Node | undefined }
  | { readonly kind: 'load'; readonly node: Node; readonly key: Node }
  | { readonly kind: 'has'; readonly node: Node; readonly key: Node; readonly isNegated: boolean }
  | { readonly kind: 'store'; readonly node: Node; readonly key: Node; readonly value: Node }
  | {
      readonly kind: 'augment';
      readonly node: Node;
      readonly key: Node;
      readonly value: Node;
      readonly operator: string;
    }
  /** `state.setdefault(key, value)` whose answer nobody uses. */
  | { readonly kind: 'default'; readonly node: Node; readonly key: Node; readonly value: Node }
  | { readonly kind: 'delete'; readonly node: Node; readonly key: Node; readonly mayBeMissing: boolean };

export interface PlacedUse {
  readonly reference: Node;
  /** undefined: the mapping is used as a whole. */
  readonly use: StateUse | undefined;
}

/** @param reference the state: a name, or `context.state` */
export function stateUse(reference: Node): StateUse | undefined {
  const { parent } = reference;
  const statement = parent?.parent;
  if (parent?.type === 'subscript' && parent.childForFieldName('value')?.id === reference.id) {
    const key = parent.childForFieldName('subscript');
    if (!key || key.type === 'slice') return undefined;
    if (statement?.type === 'assignment' && statement.childForFieldName('left')?.id === parent.id)
      return storeOf(statement, key);
    if (statement?.type === 'augmented_assignment' && statement.childForFieldName('left')?.id === parent.id) {
      const operator = statement.childForFieldName('operator')!.text.slice(0, -1);
      return { kind: 'augment', node: statement, key, value: statement.childForFieldName('right')!, operator };
    }
    if (statement?.type === 'delete_statement')
      return statement.namedChildCount === 1
        ? { kind: 'delete', node: statement, key, mayBeMissing: false }
        : undefined;
    return isRead(parent) ? { kind: 'load', node: parent, key } : undefined;
  }
  if (parent?.type === 'attribute' && /^(pop|setdefault)$/.test(parent.childForFieldName('attribute')?.text ?? ''))
    return statementOf(parent);
  const use = inputUse(reference);
  if (use.kind === 'get') return { kind: 'get', node: use.call, key: use.key, fallback: use.fallback };
  if (use.kind === 'has') return { kind: 'has', node: use.comparison, key: use.key, isNegated: use.isNegated };
  return undefined;
}

function storeOf(assignment: Node, key: Node): StateUse | undefined {
  const value = assignment.childForFieldName('right');
  const isStatement = assignment.parent?.type === 'expression_statement';
  if (!value || !isStatement || /^(assignment|yield|augmented_assignment)$/.test(value.type)) return undefined;
  if (assignment.childForFieldName('type')) return undefined;
  return { kind: 'store', node: assignment, key, value };
}

/** `state.pop(key, None)` and `state.setdefault(key, value)` whose answers nobody uses. */
function statementOf(attribute: Node): StateUse | undefined {
  const call = attribute.parent;
  const statement = call?.parent;
  if (call?.type !== 'call' || statement?.type !== 'expression_statement') return undefined;
  const [key, value, ...more] = codeChildren(call.childForFieldName('arguments')!);
  if (!key || !value || more.length > 0) return undefined;
  if (attribute.childForFieldName('attribute')?.text === 'pop')
    return { kind: 'delete', node: call, key, mayBeMissing: true };
  const isAlone = statement.parent?.startPosition.row !== statement.parent?.parent?.startPosition.row;
  const isPlain = /^(integer|float|string|true|false|none|list|dictionary)$/.test(value.type);
  return isAlone && isPlain ? { kind: 'default', node: call, key, value } : undefined;
}

/** Why single keys cannot be read and written where they are used; undefined when they can. */
export function reasonAgainstKeys(name: string, uses: readonly PlacedUse[], body: Node): string | undefined {
  const own = body.type === 'module' ? undefined : body.id;
  for (const { reference, use } of uses) {
    if (enclosingFunction(reference)?.id !== own)
      return `\`${name}\` is used inside another function, which cannot await`;
    if (isInGenerator(reference, body)) return `\`${name}\` is used inside a generator expression`;
    if (!use) return `\`${firstLine(reference.parent ?? reference)}\` uses \`${name}\` as a whole`;
    if (typeof pythonString(use.key) !== 'string')
      return `the key \`${firstLine(use.key)}\` is known only when it runs`;
  }
  const found = uses.map(({ use }) => use!);
  const presence = new Presence(found);
  const changes = new Changes(body, found);
  for (const use of found) {
    const key = pythonString(use.key) as string;
    const mustBeThere = use.kind === 'load' || use.kind === 'augment' || (use.kind === 'delete' && !use.mayBeMissing);
    if (mustBeThere && !presence.isCertain(use, key)) return `\`${name}["${key}"]\` raises KeyError when it is missing`;
    if (changes.mayChange(use)) return `the value of "${key}" may be changed in place`;
  }
  return undefined;
}

function firstLine(node: Node): string {
  const [line = ''] = node.text.split('\n');
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

function isInGenerator(node: Node, body: Node): boolean {
  for (let above = node.parent; above && above.id !== body.id; above = above.parent)
    if (above.type === 'generator_expression' || above.type === 'class_definition') return true;
  return false;
}

/** Whether a key is certainly there when it is read: because of an `if`, or of what was stored before. */
class Presence {
  constructor(private readonly uses: readonly StateUse[]) {}

  isCertain(use: StateUse, key: string): boolean {
    const others = this.uses.filter((other) => pythonString(other.key) === key);
    if (others.some(({ kind, node }) => kind === 'delete' && node.id !== use.node.id)) return false;
    for (let node: Node | null = use.node, child = node; node; child = node, node = node.parent) {
      if (node.type === 'if_statement') {
        const condition = node.childForFieldName('condition');
        const isInside = node.childForFieldName('consequence')?.id === child.id;
        if (
          isInside &&
          others.some((other) => other.kind === 'has' && !other.isNegated && other.node.id === condition?.id)
        )
          return true;
      }
      if (node.type === 'block' && this.isStoredBefore(node, child, others)) return true;
      if (node.type === 'function_definition') return false;
    }
    return false;
  }

  private isStoredBefore(block: Node, statement: Node, others: readonly StateUse[]): boolean {
    return block.namedChildren.some((earlier) => {
      if (earlier.startIndex >= statement.startIndex) return false;
      if (isStoreOf(earlier, others)) return true;
      // What is stored together is there together: `if "sum" not in state:` may also store "count".
      const condition = earlier.type === 'if_statement' ? earlier.childForFieldName('condition') : null;
      const asked = this.uses.find((use) => use.kind === 'has' && use.isNegated && use.node.id === condition?.id);
      if (!asked || this.uses.some(({ kind }) => kind === 'delete')) return false;
      const key = pythonString(asked.key);
      const inside = earlier.childForFieldName('consequence')?.namedChildren ?? [];
      const guards = this.uses.filter((use) => pythonString(use.key) === key);
      const stores = (uses: readonly StateUse[]) => inside.some((inner) => isStoreOf(inner, uses));
      return stores(guards) && stores(others);
    });
  }
}

function isStoreOf(statement: Node, uses: readonly StateUse[]): boolean {
  const inner = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
  return uses.some(({ kind, node }) => /^(store|augment|default)$/.test(kind) && node.id === inner?.id);
}

/** Whether the value of an expression may be changed in place, as far as the function shows. */
export function mayChangeInPlace(node: Node, body: Node): boolean {
  return new Changes(body, []).mayChangeValue(node);
}

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

/** Whether a value that is also kept as state may be changed in place: what is read anew each time would not show that. */
class Changes {
  private readonly asked = new Map<string, boolean>();

  constructor(
    private readonly body: Node,
    private readonly uses: readonly StateUse[],
  ) {}

  mayChange(use: StateUse): boolean {
    if (use.kind === 'store') return use.value.type === 'identifier' && this.mayChangeVariable(use.value.text);
    if (use.kind !== 'get' && use.kind !== 'load') return false;
    return !this.isScalar(pythonString(use.key) as string) && this.mayChangeValue(use.node);
  }

  /** Somewhere the key gets a number, a text or a flag. */
  private isScalar(key: string): boolean {
    return this.uses.some((use) => {
      if (pythonString(use.key) !== key) return false;
      const value =
        use.kind === 'get' ? use.fallback : 'value' in use && use.kind !== 'augment' ? use.value : undefined;
      return (
        value !== undefined && /^(integer|float|string|true|false|comparison_operator|not_operator)$/.test(value.type)
      );
    });
  }

  private mayChangeVariable(name: string): boolean {
    const known = this.asked.get(name);
    if (known !== undefined) return known;
    this.asked.set(name, false);
    const result = this.body.descendantsOfType('identifier').some((node) => {
      if (node.text !== name) return false;
      const { parent } = node;
      if (parent?.type === 'augmented_assignment' && parent.childForFieldName('left')?.id === node.id) return true;
      if (parent?.type === 'attribute' && parent.childForFieldName('attribute')?.id === node.id) return false;
      if (parent?.type === 'keyword_argument' && parent.childForFieldName('name')?.id === node.id) return false;
      return isRead(node) && this.mayChangeValue(node);
    });
    this.asked.set(name, result);
    return result;
  }

  mayChangeValue(node: Node): boolean {
    const { parent } = node;
    switch (parent?.type) {
      case 'parenthesized_expression':
      case 'boolean_operator':
        return this.mayChangeValue(parent);
      case 'conditional_expression':
        return codeChildren(parent)[1]?.id !== node.id && this.mayChangeValue(parent);
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
        if (left?.type === 'identifier') return this.mayChangeVariable(left.text);
        return left?.type !== 'subscript';
      }
      case 'for_statement':
      case 'for_in_clause': {
        const left = parent.childForFieldName('left');
        const names = left?.type === 'identifier' ? [left] : (left?.descendantsOfType('identifier') ?? []);
        return names.some(({ text }) => this.mayChangeVariable(text));
      }
      case 'keyword_argument':
        return !isPureCall(parent.parent?.parent);
      case 'argument_list':
        return !isPureCall(parent.parent);
      case 'subscript':
        if (parent.childForFieldName('value')?.id !== node.id) return false;
        return !isRead(parent) || this.mayChangeValue(parent);
      case 'attribute': {
        const method = parent.childForFieldName('attribute')?.text ?? '';
        const call = parent.parent;
        if (call?.type !== 'call' || call.childForFieldName('function')?.id !== parent.id) return true;
        if (pureMethods.has(method)) return false;
        return !innerMethods.has(method) || this.mayChangeValue(call);
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
