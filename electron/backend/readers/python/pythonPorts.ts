import type { Node } from 'web-tree-sitter';
import { UsedPortCollector } from '../declaration.ts';
import { codeChildren } from './pythonLiteral.ts';
import { pythonString } from './pythonString.ts';

const readers = new Set(['get_input', 'getInput', 'has_input', 'hasInput']);
const senders = new Set(['send_output', 'send_output_sync', 'sendOutput', 'sendOutputSync']);

/**
 * Ports that an actor's code names literally (D3): in `get_input` and the payload, in `send_output`, in returned and yielded
 * mappings.
 * @param body the actor's function
 * @param scope where to look for calls: the function, or the whole module when it has one actor only
 * @param context the name of the context; the function's first parameter unless said otherwise
 */
export function usedPorts(body: Node, scope: Node, context = contextName(body)): UsedPortCollector {
  const ports = new UsedPortCollector();
  for (const call of scope.descendantsOfType('call')) readCall(call, context, ports);
  for (const subscript of scope.descendantsOfType('subscript')) readSubscript(subscript, ports);
  for (const statement of body.descendantsOfType(['return_statement', 'yield'])) {
    if (enclosingFunction(statement)?.id !== body.id) continue;
    const [value] = codeChildren(statement);
    if (value) readReturned(value, body, ports);
  }
  return ports;
}

/** The port that an expression reads: `context.get_input("x")`, awaited or not. */
export function readPortName(expression: Node): string | undefined {
  if (expression.type === 'await' || expression.type === 'parenthesized_expression') {
    const [inner] = codeChildren(expression);
    return inner && readPortName(inner);
  }
  const callee = expression.type === 'call' ? expression.childForFieldName('function') : null;
  const method = callee?.type === 'attribute' ? callee.childForFieldName('attribute')?.text : undefined;
  if (method !== 'get_input' && method !== 'getInput') return undefined;
  const port = argument(codeChildren(expression.childForFieldName('arguments') ?? expression), 0, 'port');
  const name = port && pythonString(port);
  return typeof name === 'string' ? name : undefined;
}

/** The name of a function's first parameter. */
function contextName(body: Node): string | undefined {
  const first = body.childForFieldName('parameters')?.namedChildren.find((child) => child.type !== 'comment');
  if (!first) return undefined;
  return first.type === 'identifier' ? first.text : (first.childForFieldName('name') ?? first.namedChild(0))?.text;
}

function readCall(call: Node, context: string | undefined, ports: UsedPortCollector): void {
  const callee = call.childForFieldName('function');
  if (callee?.type !== 'attribute') return;
  const method = callee.childForFieldName('attribute')?.text ?? '';
  const object = callee.childForFieldName('object');
  const isPayload = object !== null && method === 'get' && isPayloadExpression(object);
  if (method === 'get_payload') ports.readsPayload = true;
  if (!isPayload && !readers.has(method) && !senders.has(method) && !(method === 'send' && object?.text === context))
    return;
  const values = codeChildren(call.childForFieldName('arguments') ?? call);
  const port = argument(values, 0, 'port');
  const name = port && pythonString(port);
  if (typeof name !== 'string') {
    if (isPayload || readers.has(method)) ports.readsPayload = true;
  } else if (isPayload || readers.has(method)) {
    ports.input(name, isPayload || method.startsWith('has') || argument(values, 1, 'default') !== undefined);
  } else ports.output(name);
}

function argument(values: readonly Node[], index: number, keyword: string): Node | undefined {
  const named = values.find(
    (value) => value.type === 'keyword_argument' && value.childForFieldName('name')?.text === keyword,
  );
  if (named) return named.childForFieldName('value') ?? undefined;
  const value = values[index];
  return value?.type === 'keyword_argument' ? undefined : value;
}

/** `context.payload["x"]`. */
function readSubscript(subscript: Node, ports: UsedPortCollector): void {
  const object = subscript.childForFieldName('value');
  const key = subscript.childForFieldName('subscript');
  const name = object && key && isPayloadExpression(object) ? pythonString(key) : undefined;
  if (typeof name === 'string') ports.input(name, false);
}

function isPayloadExpression(node: Node): boolean {
  if (node.type === 'identifier') return node.text === 'payload';
  if (node.type === 'attribute') return node.childForFieldName('attribute')?.text === 'payload';
  return node.type === 'call' && (node.childForFieldName('function')?.text.endsWith('.get_payload') ?? false);
}

function enclosingFunction(node: Node): Node | undefined {
  for (let above = node.parent; above; above = above.parent)
    if (above.type === 'function_definition' || above.type === 'lambda') return above;
  return undefined;
}

/** Ports of a value that an actor answers: keys of mappings, followed through variables. */
export function readReturned(value: Node, body: Node, ports: UsedPortCollector): void {
  switch (value.type) {
    case 'none':
      return;
    case 'parenthesized_expression':
      for (const inner of codeChildren(value)) readReturned(inner, body, ports);
      return;
    case 'conditional_expression': {
      const [whenTrue, , whenFalse] = codeChildren(value);
      if (whenTrue) readReturned(whenTrue, body, ports);
      if (whenFalse) readReturned(whenFalse, body, ports);
      return;
    }
    case 'dictionary':
      readKeys(value, ports);
      return;
    case 'identifier':
      if (readVariable(value.text, body, ports)) return;
      break;
    case 'call':
      if (value.childForFieldName('function')?.text === 'dict' && readKeywords(value, ports)) return;
      if (/\.(get_outputs|getOutputs)$/.test(value.childForFieldName('function')?.text ?? '')) return;
  }
  ports.returnsValue = true;
}

function readKeys(dictionary: Node, ports: UsedPortCollector): void {
  for (const pair of codeChildren(dictionary)) {
    const key = pair.childForFieldName('key');
    const name = key && pythonString(key);
    if (typeof name === 'string') ports.output(name);
    else ports.returnsValue = true;
  }
}

/** `dict(port=value)`. */
function readKeywords(call: Node, ports: UsedPortCollector): boolean {
  const values = codeChildren(call.childForFieldName('arguments') ?? call);
  if (values.some(({ type }) => type !== 'keyword_argument')) return false;
  for (const value of values) ports.output(value.childForFieldName('name')!.text);
  return values.length > 0;
}

/** A variable that is built up of literal keys in the same function, and then returned. */
function readVariable(name: string, body: Node, ports: UsedPortCollector): boolean {
  let isMapping = false;
  for (const assignment of body.descendantsOfType('assignment')) {
    const left = assignment.childForFieldName('left');
    const right = assignment.childForFieldName('right');
    if (left?.type === 'identifier' && left.text === name && right?.type === 'dictionary') {
      isMapping = true;
      readKeys(right, ports);
    } else if (isMapping && left?.type === 'subscript' && left.childForFieldName('value')?.text === name) {
      const key = left.childForFieldName('subscript');
      const port = key && pythonString(key);
      if (typeof port === 'string') ports.output(port);
    }
  }
  return isMapping;
}
