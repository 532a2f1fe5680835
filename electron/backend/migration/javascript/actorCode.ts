import { isRead, references, type InputUse } from '../../readers/javascript/javascriptLegacy.ts';
import {
  child,
  children,
  memberName,
  nodesOf,
  type AnyNode,
  type PlacedNode,
} from '../../readers/javascript/javascriptTree.ts';
import type { SourceEdits } from '../sourceEdits.ts';
import { todoLines } from '../todo.ts';
import { quoted } from './metadataText.ts';
import { reasonAgainstKeys, stateUse, type StateUse } from './stateUses.ts';

/** A mention of the inputs, and what it does. */
export interface PlacedInput {
  readonly reference: PlacedNode;
  readonly use: InputUse;
}

/** The changes within an actor's code: to its inputs, its state, and what is told of both. */
export class ActorCode {
  /** Something has to be awaited now. */
  awaits = false;
  /** Why the ports that were inferred may not be all. */
  readonly notes: string[] = [];
  private readonly marked = new Set<number>();
  private readonly all: PlacedNode[];

  constructor(
    private readonly source: { readonly text: string; readonly program: object },
    private readonly edits: SourceEdits,
    private readonly body: AnyNode,
    private readonly context: string,
    private readonly quote: string,
  ) {
    this.all = [...nodesOf(source.program as AnyNode)];
  }

  notePorts(): void {
    this.notes.push(
      'complete inports: the inputs are also used in ways that do not name a port, so these may not be all.',
    );
  }

  /** @param isSimple every use names a port, so that none needs an object of all inputs */
  rewriteInputs(uses: readonly PlacedInput[], isSimple: boolean): void {
    for (const { use } of uses) {
      if (use.kind === 'member') this.rewriteMember(use.node, use.above, use.key, isSimple);
      else if (use.kind === 'has' && isSimple)
        this.edits.replace(use.node.start, use.node.end, `${this.context}.hasInput(${this.text(use.key)})`);
    }
  }

  private rewriteMember(node: AnyNode, above: readonly AnyNode[], key: string, isSimple: boolean): void {
    const { edits, context } = this;
    const data = dataOf(node, above);
    const get = `${context}.getInput(${this.text(key)})`;
    const unwrap = `${context}.payload.get(${this.text(key)}).unwrap()`;
    if (data) {
      if (data['optional'] === true) edits.replace(isSimple ? node.start : node.end, data.end, isSimple ? get : '');
      else edits.replace(node.start, data.end, unwrap);
      return;
    }
    const name = constantOf(above, node);
    const uses =
      name === undefined
        ? []
        : references(this.body, name).filter(({ above: places }) => child(places.at(-1), 'id')?.['name'] !== name);
    const datas = uses.flatMap((use) => dataOf(use.node, use.above) ?? []);
    // Where only its data is used, the message itself serves: a missing one fails where it failed.
    if (datas.length > 0 && datas.length === uses.length)
      edits.replace(node.start, node.end, `${context}.payload.get(${this.text(key)})`);
    else {
      if (isSimple) edits.replace(node.start, node.end, get);
      for (const [index, one] of datas.entries()) {
        if (index === 0 && one['optional'] !== true)
          this.mark(
            one,
            this.placeOf(one),
            `where the input "${key}" is missing, the old code failed here with a TypeError; this goes on.`,
          );
        edits.remove(child(one, 'object')!.end, one.end);
      }
    }
  }

  private placeOf(node: AnyNode): readonly AnyNode[] {
    return this.all.find((placed) => placed.node === node)?.above ?? [];
  }

  /** @returns why the state has to be loaded and saved as a whole; undefined when single keys do */
  rewriteState(name: string, placed: readonly PlacedNode[]): string | undefined {
    const reason = reasonAgainstKeys(name, this.body, placed, this.source.text);
    if (reason !== undefined) return reason;
    for (const one of placed) this.rewriteUse(stateUse(one)!);
    this.awaits = true;
    return undefined;
  }

  private rewriteUse({ kind, node, above, key, reference }: StateUse): void {
    const { edits, text } = this.parts;
    const store = `${this.context}.state`;
    const name = this.text(key);
    const get = `await ${store}.get(${name})`;
    const operator = String(node['operator'] ?? '');
    if (kind === 'get') edits.replace(node.start, node.end, parenthesised(get, node, above));
    else if (kind === 'has')
      edits.replace(node.start, node.end, parenthesised(`await ${store}.exists(${name})`, node, above));
    else if (kind === 'delete') edits.replace(node.start, node.end, `await ${store}.delete(${name})`);
    else if (kind === 'count')
      edits.replace(node.start, node.end, `await ${store}.set(${name}, (${get}) ${operator[0]} 1)`);
    else {
      const member = child(node, 'left')!;
      const right = child(node, 'right')!;
      const behind = text.indexOf(operator, member.end) + operator.length;
      const isConditional = /^(\?\?|\|\|)=$/.test(operator);
      const isSimple = /^(Literal|Identifier|CallExpression|MemberExpression|TemplateLiteral)$/.test(right.type);
      const begin = reference.start;
      if (kind === 'set') edits.replace(begin, behind, `await ${store}.set(${name},`);
      else if (isConditional) {
        const test = operator === '??=' ? `(${get}) == null` : `!(${get})`;
        edits.replace(begin, behind, `if (${test}) await ${store}.set(${name},`);
      } else
        edits.replace(
          begin,
          behind,
          `await ${store}.set(${name}, (${get}) ${operator.slice(0, -1)}${isSimple ? '' : ' ('}`,
        );
      const isWrapped = kind === 'assign' && !isConditional && !isSimple;
      edits.after(node.end, isWrapped ? '))' : ')');
    }
  }

  private get parts() {
    return { edits: this.edits, text: this.source.text };
  }

  /**
   * State by way of the context, in a function that had it at hand.
   * @param whole the name to give the state where it has to be loaded and saved as a whole
   * @returns why it has to
   */
  rewriteContextState(whole: string): string | undefined {
    const states: PlacedNode[] = [];
    let awaited = 0;
    for (const { node: reference, above } of references(this.body, this.context)) {
      const member = above.at(-1);
      if (member?.type !== 'MemberExpression' || child(member, 'object') !== reference) continue;
      const name = memberName(member) ?? '';
      const place = above.slice(0, -1);
      if (name === 'state') states.push({ node: member, above: place });
      else if (/^(get_?[sS]tate|set_?[sS]tate)$/.test(name)) {
        this.awaitCall(member, place);
        awaited++;
      }
    }
    const direct = states.filter((state) => !this.isMethodCall(state));
    const reason = direct.length === 0 ? undefined : this.rewriteState(`${this.context}.state`, direct);
    if (reason === undefined) return undefined;
    if (awaited === 0 && direct.length === states.length) {
      for (const { node } of direct) this.edits.replace(node.start, node.end, whole);
      return reason;
    }
    this.mark(
      direct[0]!.node,
      direct[0]!.above,
      `state is awaited key by key now; this was left as it is, because ${reason}.`,
    );
    return undefined;
  }

  /** `context.state.get(…)`, which is awaited. */
  private isMethodCall({ node, above }: PlacedNode): boolean {
    const member = above.at(-1);
    const call = above.at(-2);
    const isCall =
      member?.type === 'MemberExpression' && call?.type === 'CallExpression' && child(call, 'callee') === member;
    if (!isCall || child(member, 'object') !== node || !stateMethods.test(memberName(member) ?? '')) return false;
    this.awaitCall(member, above.slice(0, -1));
    return true;
  }

  private awaitCall(member: AnyNode, above: readonly AnyNode[]): void {
    const call = above.at(-1);
    if (isAwaited(above.slice(0, -1))) return;
    const within = above.slice(above.indexOf(this.body) + 1);
    const canAwait = !within.some(({ type }) => /Function/.test(type) && type !== 'FunctionBody');
    if (call?.type !== 'CallExpression' || child(call, 'callee') !== member || !canAwait) {
      this.mark(
        member,
        above,
        `\`${this.source.text.slice(member.start, member.end)}\` has to be awaited now, which cannot be done here.`,
      );
      return;
    }
    const isBare = isPlainPlace(call, above.slice(0, -1));
    this.edits.wrap(call.start, call.end, isBare ? 'await ' : '(await ', isBare ? '' : ')');
    this.awaits = true;
  }

  /** Other code of the file that calls the function with the old arguments. */
  markOutsideCalls(): void {
    const name = child(this.body, 'id')?.['name'] ?? 'process';
    for (const { node, above } of this.all) {
      const isCall = node.type === 'CallExpression' && child(node, 'callee')?.['name'] === name;
      if (isCall && children(node, 'arguments').length === 2)
        this.mark(node, above, `\`${String(name)}\` takes a context now; this call still gives it the old arguments.`);
    }
  }

  /** The property of which a function is the method. */
  methodOf(fn: AnyNode): AnyNode | undefined {
    const parent = this.all.find(({ node }) => node === fn)?.above.at(-1);
    return parent?.type === 'Property' && parent['method'] === true ? parent : undefined;
  }

  /** A TODO above the statement in which something stands. */
  mark(node: AnyNode, above: readonly AnyNode[], reason: string): void {
    const chain = [...above, node];
    const at = chain.findLastIndex((_, index) =>
      /^(BlockStatement|FunctionBody|Program|SwitchCase)$/.test(chain[index - 1]?.type ?? ''),
    );
    const statement = chain[at] ?? node;
    const line = this.edits.lineStart(statement.start);
    if (this.marked.has(line)) return;
    this.marked.add(line);
    this.edits.linesBefore(statement.start, todoLines('//', reason));
  }

  private text(key: string): string {
    return quoted(key, this.quote);
  }
}

const stateMethods = /^(get|set|delete|exists|keys|increment|decrement|push|pop|extend|expire|ttl)$/;

/** Whether the call above which these stand is awaited as it is. */
function isAwaited(above: readonly AnyNode[]): boolean {
  const parent = above.at(-1);
  if (parent?.type === 'AwaitExpression') return true;
  return parent?.type === 'MemberExpression' && /^(then|catch|finally)$/.test(memberName(parent) ?? '');
}

/** The `.data` read behind a value. */
export function dataOf(node: AnyNode, above: readonly AnyNode[]): AnyNode | undefined {
  const parent = above.at(-1);
  const isData =
    parent?.type === 'MemberExpression' && child(parent, 'object') === node && memberName(parent) === 'data';
  return isData && isRead(parent, above.at(-2)) ? parent : undefined;
}

/** The name of the constant whose value an expression is. */
function constantOf(above: readonly AnyNode[], node: AnyNode): string | undefined {
  const declarator = above.at(-1);
  if (declarator?.type !== 'VariableDeclarator' || child(declarator, 'init') !== node) return undefined;
  const name = child(declarator, 'id')?.['name'];
  return above.at(-2)?.['kind'] === 'const' && typeof name === 'string' ? name : undefined;
}

/** Places where an `await` needs no parentheses. */
function isPlainPlace(node: AnyNode, above: readonly AnyNode[]): boolean {
  const parent = above.at(-1);
  switch (parent?.type) {
    case 'VariableDeclarator':
    case 'ReturnStatement':
    case 'ExpressionStatement':
    case 'TemplateLiteral':
    case 'ArrayExpression':
    case 'Property':
    case 'IfStatement':
    case 'WhileStatement':
      return true;
    case 'AssignmentExpression':
      return child(parent, 'right') === node;
    case 'CallExpression':
      return child(parent, 'callee') !== node;
    default:
      return false;
  }
}

function parenthesised(text: string, node: AnyNode, above: readonly AnyNode[]): string {
  return isPlainPlace(node, above) ? text : `(${text})`;
}
