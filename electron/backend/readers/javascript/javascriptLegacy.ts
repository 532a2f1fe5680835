import type { LegacyForm } from '#shared/actor/actor.ts';
import type { UsedPortCollector } from '../declaration.ts';
import type { FunctionNode } from './javascriptModule.ts';
import { usedPorts } from './javascriptPorts.ts';
import { child, children, literalText, memberName, nodesOf, type AnyNode, type PlacedNode } from './javascriptTree.ts';

const contextNames = /^(context|ctx|actorContext|actor_context)$/;

/** The parameters of an actor of an old form: inputs, by name or taken apart, and the name of state or context. */
export interface LegacyParameters {
  readonly inputs: AnyNode;
  readonly second: AnyNode;
  readonly form: Exclude<LegacyForm, 'script'>;
}

/** Whether a function is an actor of an old form, by its parameters (L1). */
export function legacyParameters(body: FunctionNode): LegacyParameters | undefined {
  const [first, second, ...more] = body.params as unknown as AnyNode[];
  if (!first || !second || more.length > 0) return undefined;
  const inputs = first.type === 'AssignmentPattern' ? child(first, 'left')! : first;
  if (first !== inputs && inputs.type === 'Identifier' && inputs['name'] !== 'inputs') return undefined;
  if (inputs.type !== 'Identifier' && inputs.type !== 'ObjectPattern') return undefined;
  if (contextNames.test(String(inputs['name']))) return undefined;
  const named = second.type === 'AssignmentPattern' ? child(second, 'left')! : second;
  if (named.type !== 'Identifier' && named.type !== 'ObjectPattern') return undefined;
  return { inputs, second: named, form: contextNames.test(String(named['name'])) ? 'context' : 'state' };
}

/** What a mention of the inputs does: reads one port, asks for one, takes several apart, or something else. */
export type InputUse =
  | { readonly kind: 'member'; readonly node: AnyNode; readonly above: readonly AnyNode[]; readonly key: string }
  | { readonly kind: 'has'; readonly node: AnyNode; readonly key: string }
  | { readonly kind: 'pattern'; readonly pattern: AnyNode }
  | { readonly kind: 'other' };

/** The mentions of a name within a function, other than as a parameter or a property's name. */
export function references(body: AnyNode, name: string): PlacedNode[] {
  const found: PlacedNode[] = [];
  const parameters = new Set(children(body, 'params').map(({ start }) => start));
  for (const placed of nodesOf(body)) {
    const { node, above } = placed;
    const parent = above.at(-1);
    if (node.type !== 'Identifier' || node['name'] !== name) continue;
    const isParameter = parent === body || (parent?.type === 'AssignmentPattern' && above.at(-2) === body);
    if (isParameter && parameters.has(node.start)) continue;
    if (parent?.type === 'MemberExpression' && child(parent, 'property') === node && parent['computed'] !== true)
      continue;
    if (parent?.type === 'Property' && child(parent, 'key') === node && child(parent, 'value') !== node) {
      if (parent['shorthand'] !== true) continue;
      if (child(parent, 'value')?.start === node.start) continue;
    }
    found.push(placed);
  }
  return found;
}

/** What a mention of the inputs of an old actor reads of them. */
export function inputUse({ node, above }: PlacedNode): InputUse {
  const parent = above.at(-1);
  if (parent?.type === 'MemberExpression' && child(parent, 'object') === node) {
    const key = memberName(parent);
    const outer = above.at(-2);
    if (outer?.type === 'CallExpression' && child(outer, 'callee') === parent) {
      const asked = literalText(children(outer, 'arguments')[0]);
      if (key === 'hasOwnProperty' && asked !== undefined) return { kind: 'has', node: outer, key: asked };
      return { kind: 'other' };
    }
    if (key !== undefined && isRead(parent, outer))
      return { kind: 'member', node: parent, above: above.slice(0, -1), key };
  }
  if (parent?.type === 'BinaryExpression' && parent['operator'] === 'in' && child(parent, 'right') === node) {
    const key = literalText(child(parent, 'left'));
    if (key !== undefined) return { kind: 'has', node: parent, key };
  }
  if (parent?.type === 'CallExpression' && children(parent, 'arguments')[0] === node) {
    const callee = child(parent, 'callee');
    const key = literalText(children(parent, 'arguments')[1]);
    const isHasOwn = callee?.type === 'MemberExpression' && child(callee, 'object')?.['name'] === 'Object';
    if (isHasOwn && memberName(callee) === 'hasOwn' && key !== undefined) return { kind: 'has', node: parent, key };
  }
  const pattern = child(parent, 'id');
  if (parent?.type === 'VariableDeclarator' && pattern?.type === 'ObjectPattern') return { kind: 'pattern', pattern };
  return { kind: 'other' };
}

/** Whether a member is read: not assigned to, counted up or deleted. */
export function isRead(member: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent?.type === 'AssignmentExpression') return child(parent, 'left') !== member;
  if (parent?.type === 'UpdateExpression') return false;
  return !(parent?.type === 'UnaryExpression' && parent['operator'] === 'delete');
}

/**
 * Ports of an old actor, from what its code does (L1): an input read with a default, or asked for, can do without a message. Functions
 * of the file that are given all inputs are followed; `readsPayload` says that there may be ports besides.
 */
export function legacyPorts(body: FunctionNode, program: object): UsedPortCollector {
  const ports = usedPorts(body, program, 1);
  const reads = new InputReads(program as AnyNode);
  reads.follow(body as unknown as AnyNode, legacyParameters(body)!.inputs);
  for (const [name, isOptional] of reads.found) ports.input(name, isOptional || reads.asked.has(name));
  if (reads.areMore) ports.readsPayload = true;
  return ports;
}

class InputReads {
  /** Name of a port → whether every read of it has a default. */
  readonly found = new Map<string, boolean>();
  readonly asked = new Set<string>();
  areMore = false;
  private readonly followed = new Set<AnyNode>();

  constructor(private readonly program: AnyNode) {}

  /** @param inputs the parameter of a function: a name, or a pattern that takes the inputs apart */
  follow(body: AnyNode, inputs: AnyNode): void {
    this.followed.add(body);
    if (inputs.type === 'ObjectPattern') {
      this.readPattern(inputs);
      return;
    }
    for (const reference of references(body, String(inputs['name']))) {
      const use = inputUse(reference);
      if (use.kind === 'pattern') this.readPattern(use.pattern);
      else if (use.kind === 'has') {
        this.asked.add(use.key);
        this.note(use.key, true);
      } else if (use.kind === 'member') {
        if (isAsked(use.node, use.above)) this.asked.add(use.key);
        this.note(use.key, hasDefault(use.node, use.above));
      } else this.areMore ||= !this.followCall(reference);
    }
  }

  private note(name: string, isOptional: boolean): void {
    this.found.set(name, isOptional && (this.found.get(name) ?? true));
  }

  private readPattern(pattern: AnyNode): void {
    for (const property of children(pattern, 'properties')) {
      const key = property['computed'] === true ? literalText(child(property, 'key')) : nameOfKey(property);
      if (key === undefined) this.areMore = true;
      else this.note(key, child(property, 'value')?.type === 'AssignmentPattern');
    }
  }

  /** `helper(inputs)`, of a function of the file. */
  private followCall({ node, above }: PlacedNode): boolean {
    const call = above.at(-1);
    const name = call?.type === 'CallExpression' ? child(call, 'callee')?.['name'] : undefined;
    const index = children(call, 'arguments').indexOf(node);
    const helper = name === undefined || index < 0 ? undefined : this.functionNamed(name);
    const parameter = children(helper, 'params')[index];
    if (!helper || (parameter?.type !== 'Identifier' && parameter?.type !== 'ObjectPattern')) return false;
    if (!this.followed.has(helper)) this.follow(helper, parameter);
    return true;
  }

  private functionNamed(name: unknown): AnyNode | undefined {
    for (const { node } of nodesOf(this.program)) {
      if (child(node, 'id')?.['name'] !== name) continue;
      const value = node.type === 'VariableDeclarator' ? child(node, 'init') : node;
      if (value && /Function/.test(value.type)) return value;
    }
    return undefined;
  }
}

function nameOfKey(property: AnyNode): string | undefined {
  const key = child(property, 'key');
  return property.type === 'RestElement' ? undefined : ((key?.['name'] as string | undefined) ?? literalText(key));
}

/** The value with the `.data` behind it. */
function withData(node: AnyNode, above: readonly AnyNode[]): { node: AnyNode; above: readonly AnyNode[] } {
  let at = { node, above };
  for (;;) {
    const parent = at.above.at(-1);
    const isData = parent?.type === 'MemberExpression' && memberName(parent) === 'data';
    if (!parent || !(isData || parent.type === 'ChainExpression')) return at;
    at = { node: parent, above: at.above.slice(0, -1) };
  }
}

/** `inputs.x || …`, `inputs.x ?? …`. */
function hasDefault(node: AnyNode, above: readonly AnyNode[]): boolean {
  const value = withData(node, above);
  const parent = value.above.at(-1);
  const isOr = parent?.type === 'LogicalExpression' && parent['operator'] !== '&&';
  return isOr && child(parent, 'left') === value.node;
}

/** `inputs.x === undefined`, `inputs.x != null`, `typeof inputs.x`. */
function isAsked(node: AnyNode, above: readonly AnyNode[]): boolean {
  const parent = above.at(-1);
  if (parent?.type === 'UnaryExpression') return parent['operator'] === 'typeof';
  if (parent?.type !== 'BinaryExpression' || !/^[!=]==?$/.test(String(parent['operator']))) return false;
  const other = child(parent, 'left') === node ? child(parent, 'right') : child(parent, 'left');
  return other?.['name'] === 'undefined' || (other?.type === 'Literal' && other['raw'] === 'null');
}
