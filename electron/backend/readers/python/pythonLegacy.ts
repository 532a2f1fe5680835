import type { Node } from 'web-tree-sitter';
import type { LegacyForm } from '#shared/actor/actor.ts';
import type { UsedPortCollector } from '../declaration.ts';
import { codeChildren } from './pythonLiteral.ts';
import { readReturned, usedPorts } from './pythonPorts.ts';
import { pythonString } from './pythonString.ts';

const contextNames = /^(context|ctx|actor_context)$/;
const stateNames = /^(state|context|ctx)$/;

/** The names of an old actor's parameters: inputs, and state or context. */
export function legacyParameters(node: Node): readonly [string, string] | undefined {
  const parameters = codeChildren(node.childForFieldName('parameters') ?? node);
  const names = parameters.map((parameter) =>
    parameter.type === 'identifier'
      ? parameter.text
      : (parameter.childForFieldName('name') ?? parameter.namedChild(0))?.text,
  );
  const [inputs, second] = names;
  if (names.length !== 2 || inputs === undefined || second === undefined) return undefined;
  if (contextNames.test(inputs) || /splat|pattern/.test(parameters[0]!.type)) return undefined;
  if (/default/.test(parameters[0]!.type) && inputs !== 'inputs') return undefined;
  const hasDefault = /default/.test(parameters[1]!.type);
  if (/splat/.test(parameters[1]!.type) || second.startsWith('*') || (hasDefault && !stateNames.test(second)))
    return undefined;
  return [inputs, second];
}

/** Whether a function is an actor of an old form, by its parameters (L1). */
export function legacyForm(node: Node): Exclude<LegacyForm, 'script'> | undefined {
  const names = legacyParameters(node);
  return names && (contextNames.test(names[1]) ? 'context' : 'state');
}

/** What makes a file without functions for it an old actor: `Context.get_inputs()` or `__return_value = …`, not in a function. */
export function legacyScript(root: Node): Node | undefined {
  return root.descendantsOfType(['call', 'assignment']).find((node) => {
    if (enclosingFunction(node)) return false;
    if (node.type === 'call') return isGetInputs(node);
    return node.childForFieldName('left')?.text === '__return_value';
  });
}

/** `Context.get_inputs()`. */
export function isGetInputs(node: Node): boolean {
  return node.type === 'call' && node.childForFieldName('function')?.text === 'Context.get_inputs';
}

/** How code reaches the inputs: by names, and by `Context.get_inputs()` itself. */
export function inputReferences(scope: Node, form: LegacyForm, parameter: string | undefined): Node[] {
  const names = new Set(parameter === undefined ? [] : [parameter]);
  const calls = form === 'script' ? scope.descendantsOfType('call').filter(isGetInputs) : [];
  const aliases: Node[] = [];
  for (const call of calls) {
    const left = call.parent?.type === 'assignment' ? call.parent.childForFieldName('left') : null;
    if (left?.type === 'identifier') {
      names.add(left.text);
      aliases.push(left);
    }
  }
  const own = new Set(aliases.map(({ id }) => id));
  const uses = scope.descendantsOfType('identifier').filter((node) => names.has(node.text) && !own.has(node.id));
  const isAlias = (call: Node) => aliases.some(({ parent }) => parent?.id === call.parent?.id);
  return [...uses.filter(isReference), ...calls.filter((call) => !isAlias(call))];
}

/** False where an identifier is the name of an attribute, a keyword or a parameter. */
export function isReference(node: Node): boolean {
  const { parent } = node;
  if (!parent) return true;
  if (parent.type === 'attribute') return parent.childForFieldName('attribute')?.id !== node.id;
  if (parent.type === 'keyword_argument') return parent.childForFieldName('name')?.id !== node.id;
  return !['parameters', 'typed_parameter', 'default_parameter', 'lambda_parameters', 'global_statement'].includes(
    parent.type,
  );
}

/** What a mention of the inputs does: reads one port, asks for one, or something else. */
export type InputUse =
  | { readonly kind: 'get'; readonly call: Node; readonly key: Node; readonly fallback: Node | undefined }
  | { readonly kind: 'subscript'; readonly node: Node; readonly key: Node }
  | { readonly kind: 'has'; readonly comparison: Node; readonly key: Node; readonly isNegated: boolean }
  | { readonly kind: 'other' };

/** What a mention of the inputs of an old actor reads of them. */
export function inputUse(reference: Node): InputUse {
  const { parent } = reference;
  if (parent?.type === 'attribute' && parent.childForFieldName('attribute')?.text === 'get') {
    const call = parent.parent;
    const values = call?.type === 'call' ? codeChildren(call.childForFieldName('arguments') ?? call) : [];
    const isCalled = call?.childForFieldName('function')?.id === parent.id;
    const plain = values.every(({ type }) => !/keyword|splat/.test(type));
    if (call && isCalled && plain && values[0]) return { kind: 'get', call, key: values[0], fallback: values[1] };
  }
  if (parent?.type === 'subscript' && parent.childForFieldName('value')?.id === reference.id && isRead(parent)) {
    const key = parent.childForFieldName('subscript');
    if (key && key.type !== 'slice') return { kind: 'subscript', node: parent, key };
  }
  if (parent?.type === 'comparison_operator') {
    const [key, container] = codeChildren(parent);
    const operators = parent.children.filter((child) => !child.isNamed).map((child) => child.text);
    const operator = operators.join(' ').replace(/\s+/g, ' ');
    if (key && container?.id === reference.id && codeChildren(parent).length === 2 && /^(not )?in$/.test(operator))
      return { kind: 'has', comparison: parent, key, isNegated: operator !== 'in' };
  }
  return { kind: 'other' };
}

/** Whether an expression is read, not assigned to or deleted. */
export function isRead(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'assignment' || parent?.type === 'augmented_assignment')
    return parent.childForFieldName('left')?.id !== node.id;
  if (parent?.type === 'for_statement' || parent?.type === 'for_in_clause')
    return parent.childForFieldName('left')?.id !== node.id;
  if (parent?.type === 'expression_list' && parent.parent?.type === 'delete_statement') return false;
  return parent?.type !== 'delete_statement' && parent?.type !== 'pattern_list' && parent?.type !== 'as_pattern_target';
}

/**
 * Ports of an old actor, from what its code does (L1): an input read with a default, or asked for, can do without a message. Functions
 * of the file that are given all inputs are followed; `readsPayload` says that there may be ports besides.
 */
export function legacyPorts(node: Node, root: Node, form: LegacyForm): UsedPortCollector {
  const [inputs, second] = form === 'script' ? [undefined, 'Context'] : (legacyParameters(node) ?? []);
  const ports = usedPorts(node, root, second);
  const reads = new InputReads(root);
  reads.follow(node, form, inputs);
  for (const [name, hasDefault] of reads.found) ports.input(name, hasDefault || reads.asked.has(name));
  if (reads.areMore) ports.readsPayload = true;
  if (form === 'script') readReturnValues(node, ports);
  return ports;
}

class InputReads {
  /** Name of a port → whether every read of it has a default. */
  readonly found = new Map<string, boolean>();
  readonly asked = new Set<string>();
  areMore = false;
  private readonly followed = new Set<number>();

  constructor(private readonly root: Node) {}

  follow(scope: Node, form: LegacyForm, inputs: string | undefined): void {
    this.followed.add(scope.id);
    for (const reference of inputReferences(scope, form, inputs)) {
      const use = inputUse(reference);
      const name = use.kind === 'other' ? undefined : pythonString(use.key);
      if (use.kind !== 'other' && typeof name === 'string') this.note(name, use);
      else if (use.kind !== 'other' || !this.followCall(reference)) this.areMore ||= !isIdle(reference);
    }
  }

  private note(name: string, use: Exclude<InputUse, { kind: 'other' }>): void {
    if (use.kind === 'has' || (use.kind === 'get' && isComparedWithNone(use.call))) this.asked.add(name);
    const hasDefault = use.kind === 'get' && (use.fallback !== undefined || hasAlternative(use.call));
    this.found.set(name, (hasDefault || use.kind === 'has') && (this.found.get(name) ?? true));
  }

  /** `helper(inputs)`, of a function at the top of the file. */
  private followCall(reference: Node): boolean {
    const { parent } = reference;
    const callee = parent?.type === 'argument_list' ? parent.parent?.childForFieldName('function') : null;
    if (callee?.type !== 'identifier') return false;
    const index = codeChildren(parent!).findIndex(({ id }) => id === reference.id);
    const helper = this.root
      .descendantsOfType('function_definition')
      .find((one) => one.childForFieldName('name')?.text === callee.text && !enclosingFunction(one));
    const parameter = helper && codeChildren(helper.childForFieldName('parameters')!)[index];
    if (!helper || !parameter || !/^(identifier|typed_parameter)$/.test(parameter.type)) return false;
    const name = parameter.type === 'identifier' ? parameter.text : parameter.namedChild(0)!.text;
    if (!this.followed.has(helper.id)) this.follow(helper, 'state', name);
    return true;
  }
}

function withData(call: Node): Node {
  return call.parent && isDataAccess(call.parent) ? call.parent : call;
}

/** `inputs.get(…) or …`, also with `.data`. */
function hasAlternative(call: Node): boolean {
  const value = withData(call);
  const { parent } = value;
  if (parent?.type !== 'boolean_operator') return false;
  return parent.childForFieldName('operator')?.type === 'or' && parent.childForFieldName('left')?.id === value.id;
}

/** `inputs.get(…) is None`. */
function isComparedWithNone(call: Node): boolean {
  const { parent } = withData(call);
  return parent?.type === 'comparison_operator' && codeChildren(parent).some(({ type }) => type === 'none');
}

/** Whether it is `.data`, which old inputs answer (L2). */
export function isDataAccess(attribute: Node): boolean {
  return attribute.type === 'attribute' && attribute.childForFieldName('attribute')?.text === 'data';
}

/** A mention that reads nothing: the inputs given on by their name, `inputs = Context.get_inputs()`. */
function isIdle(reference: Node): boolean {
  return reference.type === 'call' && reference.parent?.type === 'expression_statement';
}

function readReturnValues(root: Node, ports: UsedPortCollector): void {
  for (const assignment of root.descendantsOfType('assignment')) {
    const value = assignment.childForFieldName('right');
    const left = assignment.childForFieldName('left');
    if (left?.text !== '__return_value' || !value) continue;
    readReturned(value, root, ports);
    // It may get more keys later.
    if (value.type === 'dictionary') readReturned(left, root, ports);
  }
}

/** The innermost function around a node; undefined at the top of the module. */
export function enclosingFunction(node: Node): Node | undefined {
  for (let above = node.parent; above; above = above.parent)
    if (above.type === 'function_definition' || above.type === 'lambda') return above;
  return undefined;
}
