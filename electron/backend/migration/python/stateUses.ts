import type { Node } from 'web-tree-sitter';
import { enclosingFunction, inputUse, isRead } from '../../readers/python/pythonLegacy.ts';
import { codeChildren } from '../../readers/python/pythonLiteral.ts';
import { pythonString } from '../../readers/python/pythonString.ts';
import { Changes } from './changes.ts';

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
  const changes = new Changes(body);
  for (const use of found) {
    const key = pythonString(use.key) as string;
    const mustBeThere = use.kind === 'load' || use.kind === 'augment' || (use.kind === 'delete' && !use.mayBeMissing);
    if (mustBeThere && !presence.isCertain(use, key)) return `\`${name}["${key}"]\` raises KeyError when it is missing`;
    if (mayChangeKept(use, found, changes)) return `the value of "${key}" may be changed in place`;
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

function mayChangeKept(use: StateUse, uses: readonly StateUse[], changes: Changes): boolean {
  if (use.kind === 'store') return use.value.type === 'identifier' && changes.ofVariable(use.value.text);
  if (use.kind !== 'get' && use.kind !== 'load') return false;
  return !isScalar(pythonString(use.key) as string, uses) && changes.ofValue(use.node);
}

/** Somewhere the key gets a number, a text or a flag. */
function isScalar(key: string, uses: readonly StateUse[]): boolean {
  return uses.some((use) => {
    if (pythonString(use.key) !== key) return false;
    const value = use.kind === 'get' ? use.fallback : 'value' in use && use.kind !== 'augment' ? use.value : undefined;
    return (
      value !== undefined && /^(integer|float|string|true|false|comparison_operator|not_operator)$/.test(value.type)
    );
  });
}
