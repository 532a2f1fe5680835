import {
  child,
  children,
  literalText,
  memberName,
  nodesOf,
  type AnyNode,
  type PlacedNode,
} from '../../readers/javascript/javascriptTree.ts';
import { Changes } from './changes.ts';

/** What a mention of an old actor's state does. `node` is the expression that stands for it. */
export interface StateUse {
  readonly kind: 'get' | 'has' | 'set' | 'assign' | 'count' | 'delete';
  readonly node: AnyNode;
  readonly above: readonly AnyNode[];
  readonly key: string;
  /** The whole expression `state`. */
  readonly reference: AnyNode;
}

/** @returns undefined when the object is used as a whole */
export function stateUse({ node: reference, above }: PlacedNode): StateUse | undefined {
  const parent = above.at(-1);
  const outer = above.at(-2);
  if (parent?.type === 'BinaryExpression' && parent['operator'] === 'in' && child(parent, 'right') === reference) {
    const key = literalText(child(parent, 'left'));
    return key === undefined ? undefined : { kind: 'has', node: parent, above: above.slice(0, -1), key, reference };
  }
  if (parent?.type !== 'MemberExpression' || child(parent, 'object') !== reference) return undefined;
  const key = memberName(parent);
  if (key === undefined) return undefined;
  const isStatement = above.at(-3)?.type === 'ExpressionStatement';
  const found = (kind: StateUse['kind'], node: AnyNode, depth: number): StateUse => ({
    kind,
    node,
    above: above.slice(0, -depth),
    key,
    reference,
  });
  if (outer?.type === 'AssignmentExpression' && child(outer, 'left') === parent) {
    if (!isStatement) return undefined;
    const operator = String(outer['operator']);
    if (operator === '=') return found('set', outer, 2);
    const isConditional = /^(\?\?|\|\||&&)=$/.test(operator);
    if (!isConditional) return found('assign', outer, 2);
    const block = above.at(-4);
    const isInBlock = block?.type === 'BlockStatement' || block?.type === 'FunctionBody' || block?.type === 'Program';
    return isInBlock && operator !== '&&=' ? found('assign', outer, 2) : undefined;
  }
  if (outer?.type === 'UpdateExpression') return isStatement ? found('count', outer, 2) : undefined;
  if (outer?.type === 'UnaryExpression' && outer['operator'] === 'delete')
    return isStatement ? found('delete', outer, 2) : undefined;
  if (outer?.type === 'CallExpression' && child(outer, 'callee') === parent) {
    const asked = literalText(children(outer, 'arguments')[0]);
    if (key !== 'hasOwnProperty' || asked === undefined) return undefined;
    return { kind: 'has', node: outer, above: above.slice(0, -2), key: asked, reference };
  }
  return found('get', parent, 1);
}

/** Why single keys cannot be read and written where they are used; undefined when they can. */
export function reasonAgainstKeys(
  name: string,
  body: AnyNode,
  placed: readonly PlacedNode[],
  source: string,
): string | undefined {
  const changes = new Changes(body);
  const primitives = primitiveKeys(placed, body);
  for (const one of placed) {
    const within = one.above.slice(one.above.indexOf(body) + 1);
    if (within.some(({ type }) => /Function|Class/.test(type) && type !== 'FunctionBody'))
      return `\`${name}\` is used inside another function, which may not await`;
    if (children(body, 'params').some((parameter) => one.above.includes(parameter)))
      return `\`${name}\` is used in a parameter's default`;
    const use = stateUse(one);
    if (!use) return `\`${excerpt(one, source)}\` uses \`${name}\` as a whole`;
    if (use.kind === 'set' || (use.kind === 'assign' && /\?|\|/.test(String(use.node['operator'])))) {
      const value = child(use.node, 'right')!;
      if (!isDefined(value, body)) return `\`${name}.${use.key}\` may become undefined, which cannot be kept`;
      if (value.type === 'Identifier' && changes.ofVariable(String(value['name'])))
        return `the value of "${use.key}" may be changed in place`;
    }
    if (use.kind === 'get' && !primitives.has(use.key) && changes.ofValue(use.node, use.above))
      return `the value of "${use.key}" may be changed in place`;
  }
  return undefined;
}

/** Keys that only ever get numbers, texts and flags: nobody can change those in place. */
function primitiveKeys(placed: readonly PlacedNode[], body: AnyNode): Set<string> {
  const isPrimitiveKey = new Map<string, boolean>();
  for (const one of placed) {
    const use = stateUse(one);
    if (!use || !/^(set|assign|count)$/.test(use.kind)) continue;
    const isArithmetic = use.kind === 'count' || (use.kind === 'assign' && !/\?|\|/.test(String(use.node['operator'])));
    const isPlain = isArithmetic || isPrimitive(child(use.node, 'right')!, body);
    isPrimitiveKey.set(use.key, isPlain && (isPrimitiveKey.get(use.key) ?? true));
  }
  return new Set([...isPrimitiveKey].filter(([, isPlain]) => isPlain).map(([key]) => key));
}

function isPrimitive(node: AnyNode, body: AnyNode): boolean {
  switch (node.type) {
    case 'Literal':
      return !('regex' in node);
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'UpdateExpression':
      return true;
    case 'CallExpression': {
      const callee = child(node, 'callee')!;
      if (callee.type === 'Identifier')
        return /^(Number|String|Boolean|BigInt|parseInt|parseFloat)$/.test(String(callee['name']));
      const object = child(callee, 'object')?.['name'];
      return object === 'Math' || (object === 'Date' && memberName(callee) === 'now');
    }
    case 'Identifier':
      return [...nodesOf(body)].some(({ node: one, above }) => {
        const isConstant = one.type === 'VariableDeclarator' && above.at(-1)?.['kind'] === 'const';
        const value = isConstant && child(one, 'id')?.['name'] === node['name'] ? child(one, 'init') : undefined;
        return value !== undefined && isPrimitive(value, body);
      });
    default:
      return false;
  }
}

function excerpt({ node, above }: PlacedNode, source: string): string {
  const { start, end } = above.at(-1) ?? node;
  const [line = ''] = source.slice(start, end).split('\n');
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

const definedFunctions = new Set([
  'Number',
  'String',
  'Boolean',
  'BigInt',
  'parseInt',
  'parseFloat',
  'Array',
  'Object',
]);
const definedObjects = new Set(['Math', 'Number', 'Date', 'Object', 'Array', 'String']);

/** Whether an expression certainly has a value other than undefined. */
function isDefined(node: AnyNode, body: AnyNode): boolean {
  switch (node.type) {
    case 'Literal':
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'UpdateExpression':
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'NewExpression':
      return true;
    case 'UnaryExpression':
      return node['operator'] !== 'void';
    case 'LogicalExpression': {
      const isRightDefined = isDefined(child(node, 'right')!, body);
      return isRightDefined && (node['operator'] !== '&&' || isDefined(child(node, 'left')!, body));
    }
    case 'ConditionalExpression':
      return isDefined(child(node, 'consequent')!, body) && isDefined(child(node, 'alternate')!, body);
    case 'CallExpression': {
      const callee = child(node, 'callee')!;
      if (callee.type === 'Identifier') return definedFunctions.has(String(callee['name']));
      return callee.type === 'MemberExpression' && definedObjects.has(String(child(callee, 'object')?.['name']));
    }
    case 'MemberExpression': {
      const object = child(node, 'object')!;
      return memberName(node) === 'length' && object.type !== 'Identifier' && isDefined(object, body);
    }
    case 'Identifier':
      return isDefinedVariable(String(node['name']), body);
    default:
      return false;
  }
}

/** A variable all of whose values are defined. */
function isDefinedVariable(name: string, body: AnyNode): boolean {
  let isFound = false;
  for (const { node, above } of nodesOf(body)) {
    const isTarget =
      (node.type === 'VariableDeclarator' && child(node, 'id')?.['name'] === name) ||
      (node.type === 'AssignmentExpression' && child(node, 'left')?.['name'] === name);
    if (!isTarget) {
      const isPattern = /Pattern$|Function|CatchClause/.test(node.type) && node !== body;
      if (isPattern && bindsName(node, name)) return false;
      continue;
    }
    const value = child(node, node.type === 'VariableDeclarator' ? 'init' : 'right');
    const isLoop = above.at(-2)?.type === 'ForOfStatement' || above.at(-2)?.type === 'ForInStatement';
    // A variable that refers to itself is as defined as its other values.
    if (isLoop || !value || (value['name'] !== name && !isDefined(value, body))) return false;
    isFound = true;
  }
  return isFound;
}

function bindsName(node: AnyNode, name: string): boolean {
  const parts = [...children(node, 'params'), ...children(node, 'properties'), ...children(node, 'elements')];
  return parts.some((part) => (child(part, 'value') ?? part)['name'] === name);
}
