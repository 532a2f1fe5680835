import { visitorKeys } from 'oxc-parser';
import { UsedPortCollector } from '../declaration.ts';

/** A node of any kind: walking needs no more. */
export interface AnyNode {
  type: string;
  [key: string]: unknown;
}

const readers = new Set(['getInput', 'get_input', 'hasInput', 'has_input']);
const senders = new Set(['sendOutput', 'send_output', 'sendOutputSync', 'send_output_sync']);
const mapMembers = new Set(['get', 'has', 'keys', 'values', 'entries', 'forEach', 'size']);

/**
 * Ports that an actor's code names literally (D3): in `getInput` and the payload, in `sendOutput`, in returned and yielded objects.
 * @param body the actor's function
 * @param scope where to look for calls: the function, or the whole program when it has one actor only
 * @param contextAt which parameter is the context
 */
export function usedPorts(body: object, scope: object, contextAt = 0): UsedPortCollector {
  const ports = new UsedPortCollector();
  const actor = body as AnyNode;
  const context = (actor['params'] as AnyNode[] | undefined)?.[contextAt]?.['name'];
  walk(scope as AnyNode, (node, owner) => {
    if (node.type === 'CallExpression') readCall(node, context, ports);
    else if (node.type === 'MemberExpression') readMember(node, ports);
    else if (node.type === 'VariableDeclarator') readDestructuring(node, ports);
    else if (owner === actor && (node.type === 'ReturnStatement' || node.type === 'YieldExpression'))
      readReturned(node['argument'] as AnyNode | null, actor, ports);
  });
  const expressionBody = actor['body'] as AnyNode;
  if (actor.type === 'ArrowFunctionExpression' && expressionBody.type !== 'BlockStatement')
    readReturned(expressionBody, actor, ports);
  return ports;
}

/** Visits nodes in the order of the text; `owner` is the innermost function around a node. Never recurses. */
export function walk(root: AnyNode, visit: (node: AnyNode, owner: AnyNode | undefined) => void): void {
  const pending: { node: AnyNode; owner: AnyNode | undefined }[] = [{ node: root, owner: undefined }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, owner } = next;
    visit(node, owner);
    const inside = /Function/.test(node.type) ? node : owner;
    for (const key of visitorKeys[node.type]?.toReversed() ?? []) {
      const child = node[key];
      for (const one of Array.isArray(child) ? child.toReversed() : [child])
        if (typeof one === 'object' && one !== null) pending.push({ node: one as AnyNode, owner: inside });
    }
  }
}

export function unwrapped(node: AnyNode | null | undefined): AnyNode | undefined {
  let inner = node ?? undefined;
  while (inner && /^(ParenthesizedExpression|AwaitExpression|TS\w+(Expression|Assertion))$/.test(inner.type))
    inner = (inner['expression'] ?? inner['argument']) as AnyNode | undefined;
  return inner;
}

export function textOf(node: AnyNode | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node?.type !== 'TemplateLiteral' || (node['expressions'] as unknown[]).length > 0) return undefined;
  return (node['quasis'] as { value: { cooked: string } }[])[0]?.value.cooked;
}

/** The name of a member when it is written literally: `a.b`, `a["b"]`. */
function memberName(node: AnyNode): string | undefined {
  const property = node['property'] as AnyNode;
  if (node['computed'] === true) return textOf(property);
  return typeof property['name'] === 'string' ? property['name'] : undefined;
}

function readCall(call: AnyNode, context: unknown, ports: UsedPortCollector): void {
  const callee = unwrapped(call['callee'] as AnyNode);
  if (callee?.type !== 'MemberExpression') return;
  const method = memberName(callee) ?? '';
  const object = unwrapped(callee['object'] as AnyNode);
  const isPayload = (method === 'get' || method === 'has') && isPayloadExpression(object);
  const isRead = isPayload || readers.has(method);
  const isSend = senders.has(method) || (method === 'send' && context !== undefined && object?.['name'] === context);
  if (method === 'getPayload' || method === 'get_payload') ports.readsPayload = true;
  if (!isRead && !isSend) return;
  const [port, second] = call['arguments'] as AnyNode[];
  const name = textOf(port);
  if (name === undefined) {
    if (isRead) ports.readsPayload = true;
  } else if (isRead) ports.input(name, second !== undefined || method.startsWith('has'));
  else ports.output(name);
}

/** `context.payload.x`, `context.payload["x"]`. */
function readMember(member: AnyNode, ports: UsedPortCollector): void {
  if (!isPayloadExpression(unwrapped(member['object'] as AnyNode))) return;
  const name = memberName(member);
  if (name !== undefined && !mapMembers.has(name)) ports.input(name, false);
}

/** `const { x } = context.payload`. */
function readDestructuring(declarator: AnyNode, ports: UsedPortCollector): void {
  const pattern = declarator['id'] as AnyNode;
  if (pattern.type !== 'ObjectPattern' || !isPayloadExpression(unwrapped(declarator['init'] as AnyNode | null))) return;
  for (const property of pattern['properties'] as AnyNode[]) {
    const key = property['key'] as AnyNode | undefined;
    const name = property['computed'] === true ? undefined : (key?.['name'] ?? textOf(key));
    const hasDefault = (property['value'] as AnyNode | undefined)?.type === 'AssignmentPattern';
    if (typeof name === 'string') ports.input(name, hasDefault);
  }
}

function isPayloadExpression(node: AnyNode | undefined): boolean {
  if (node?.type === 'Identifier') return node['name'] === 'payload';
  if (node?.type === 'MemberExpression') return memberName(node) === 'payload';
  if (node?.type !== 'CallExpression') return false;
  const callee = unwrapped(node['callee'] as AnyNode);
  const name = callee?.type === 'MemberExpression' ? memberName(callee) : undefined;
  return name === 'getPayload' || name === 'get_payload';
}

function readReturned(written: AnyNode | null, actor: AnyNode, ports: UsedPortCollector): void {
  const value = unwrapped(written);
  switch (value?.type) {
    case undefined:
      return;
    case 'Literal':
      if (value['value'] === null && value['raw'] === 'null') return;
      break;
    case 'ConditionalExpression':
      readReturned(value['consequent'] as AnyNode, actor, ports);
      readReturned(value['alternate'] as AnyNode, actor, ports);
      return;
    case 'ObjectExpression':
      readKeys(value, ports);
      return;
    case 'Identifier':
      if (value['name'] === 'undefined' || readVariable(value['name'], actor, ports)) return;
      break;
    case 'CallExpression': {
      const callee = unwrapped(value['callee'] as AnyNode);
      const name = callee?.type === 'MemberExpression' ? memberName(callee) : undefined;
      if (name === 'getOutputs' || name === 'get_outputs') return;
    }
  }
  ports.returnsValue = true;
}

function readKeys(object: AnyNode, ports: UsedPortCollector): void {
  for (const property of object['properties'] as AnyNode[]) {
    const key = property['key'] as AnyNode | undefined;
    const name = property['computed'] === true ? textOf(key) : (key?.['name'] ?? textOf(key));
    if (typeof name === 'string') ports.output(name);
    else ports.returnsValue = true;
  }
}

/** A variable that is built up of literal keys in the same function, and then returned. */
function readVariable(name: unknown, actor: AnyNode, ports: UsedPortCollector): boolean {
  let isMapping = false;
  walk(actor, (node) => {
    if (node.type === 'VariableDeclarator') {
      const init = unwrapped(node['init'] as AnyNode | null);
      if ((node['id'] as AnyNode)['name'] !== name || init?.type !== 'ObjectExpression') return;
      isMapping = true;
      readKeys(init, ports);
    } else if (isMapping && node.type === 'AssignmentExpression') {
      const left = node['left'] as AnyNode;
      if (left.type !== 'MemberExpression' || (left['object'] as AnyNode)['name'] !== name) return;
      const port = memberName(left);
      if (port !== undefined) ports.output(port);
    }
  });
  return isMapping;
}
