import type { Node } from 'web-tree-sitter';
import type { LegacyForm } from '#shared/actor/actor.ts';
import {
  enclosingFunction,
  inputReferences,
  inputUse,
  isDataAccess,
  isGetInputs,
  isRead,
  isReference,
  legacyPorts,
  type InputUse,
} from '../../readers/python/pythonLegacy.ts';
import { codeChildren } from '../../readers/python/pythonLiteral.ts';
import type { SourceEdits } from '../sourceEdits.ts';
import { todoLines } from '../todo.ts';
import { Changes } from './changes.ts';
import { inputVariables } from './inputVariables.ts';
import { reasonAgainstKeys, stateUse, type PlacedUse, type StateUse } from './stateUses.ts';

/** The changes within an actor's code: to its inputs, its state, and what is told of both. */
export class ActorCode {
  /** Something has to be awaited now. */
  awaits = false;
  private readonly reasons: string[] = [];
  private readonly marked = new Set<number>();
  /** Names of the inputs as a whole. */
  private readonly inputNames = new Set<string>();

  constructor(
    private readonly root: Node,
    private readonly scope: Node,
    private readonly edits: SourceEdits,
    private readonly context: string,
  ) {}

  /** Why the ports that were inferred may not be all. */
  portNotes(): readonly string[] {
    return this.reasons;
  }

  /** @returns lines that the function has to begin with; for a script, only whether there is a mapping of all inputs */
  rewriteInputs(name: string | undefined, form: LegacyForm): string[] {
    const references = inputReferences(this.scope, form, name).filter((one) => this.isOurs(one, name));
    const uses = references.map((reference) => ({ reference, use: inputUse(reference) }));
    const isSimple = uses.every(({ use }) => use.kind !== 'other') && !this.isShared(uses.map(({ use }) => use));
    if (legacyPorts(this.scope, this.root, form).readsPayload)
      this.reasons.push(
        'complete inports: the inputs are also used in ways that do not name a port, so these may not be all.',
      );
    if (name !== undefined) this.inputNames.add(name);
    for (const { parent } of this.scope.descendantsOfType('call').filter(isGetInputs)) {
      const left = parent?.type === 'assignment' ? parent.childForFieldName('left') : null;
      if (left?.type === 'identifier') this.inputNames.add(left.text);
    }
    this.removeData(uses);
    if (isSimple) for (const { reference, use } of uses) this.rewriteInput(reference, use);
    if (isSimple || references.length === 0) return [];
    const mapping = `{port: message.unwrap() for port, message in ${this.context}.payload.items()}`;
    if (form !== 'script') return [`${name} = ${mapping}`];
    for (const call of this.scope.descendantsOfType('call').filter(isGetInputs))
      this.edits.replace(call.startIndex, call.endIndex, mapping);
    return [mapping];
  }

  /** Whether something that is read twice may be changed in between: each read could give a new copy. */
  private isShared(uses: readonly InputUse[]): boolean {
    const changes = new Changes(this.scope);
    const byKey = new Map<string, Node[]>();
    for (const use of uses)
      if (use.kind === 'get' || use.kind === 'subscript') {
        const node = use.kind === 'get' ? use.call : use.node;
        const value = node.parent && isDataAccess(node.parent) ? node.parent : node;
        byKey.set(use.key.text, [...(byKey.get(use.key.text) ?? []), value]);
      }
    return [...byKey.values()].some((reads) => reads.length > 1 && reads.some((read) => changes.ofValue(read)));
  }

  private isOurs(reference: Node, name: string | undefined): boolean {
    for (
      let above = enclosingFunction(reference);
      above && above.id !== this.scope.id;
      above = enclosingFunction(above)
    ) {
      const parameters = above.childForFieldName('parameters');
      if (name !== undefined && parameters?.descendantsOfType('identifier').some(({ text }) => text === name))
        return false;
    }
    return true;
  }

  private rewriteInput(reference: Node, use: InputUse): void {
    const { edits, context } = this;
    if (use.kind === 'get') {
      const callee = use.call.childForFieldName('function')!;
      edits.replace(callee.startIndex, callee.endIndex, `${context}.get_input`);
    } else if (use.kind === 'subscript') {
      edits.replace(reference.startIndex, reference.endIndex, `${context}.payload`);
      edits.replace(use.node.endIndex - 1, use.node.endIndex, '].unwrap()');
    } else if (use.kind === 'has') this.rewriteHas(use.comparison, use.key, use.isNegated, `${context}.has_input`);
  }

  private rewriteHas(comparison: Node, key: Node, isNegated: boolean, asked: string): void {
    this.edits.before(comparison.startIndex, `${isNegated ? 'not ' : ''}${asked}(`);
    this.edits.replace(key.endIndex, comparison.endIndex, ')');
  }

  /** `.data` of what is an input is that input; of what may be one, somebody has to look. */
  private removeData(uses: readonly { use: InputUse }[]): void {
    const reads = new Set<number>();
    for (const { use } of uses) {
      if (use.kind === 'subscript') reads.add(use.node.id);
      else if (use.kind === 'get' && (!use.fallback || isLiteral(use.fallback))) reads.add(use.call.id);
    }
    const variables = inputVariables(this.scope, reads, this.inputNames);
    const helpers = this.calledHelpers();
    for (const attribute of this.root.descendantsOfType('attribute')) {
      if (!isDataAccess(attribute) || !isRead(attribute)) continue;
      const object = attribute.childForFieldName('object')!;
      const inside = enclosingFunction(attribute);
      const isInput =
        reads.has(object.id) ||
        (object.type === 'identifier' && this.isInside(attribute) && variables.has(object.text));
      if (isInput) this.edits.remove(object.endIndex, attribute.endIndex);
      else if (object.type === 'identifier' && inside && helpers.has(inside.id) && isParameter(inside, object.text))
        this.mark(
          attribute,
          `\`${attribute.text}\`: inputs are plain values now and have no \`.data\`; remove it if this is one.`,
        );
    }
  }

  private isInside(node: Node): boolean {
    return node.startIndex >= this.scope.startIndex && node.endIndex <= this.scope.endIndex;
  }

  /** Functions of the file that the actor calls or has inside it, apart from itself. */
  private calledHelpers(): Set<number> {
    const called = new Set(
      this.scope.descendantsOfType('call').map((call) => call.childForFieldName('function')?.text),
    );
    const functions = this.root.descendantsOfType(['function_definition', 'lambda']);
    return new Set(
      functions
        .filter((one) => one.id !== this.scope.id)
        .filter((one) => one.type === 'lambda' || called.has(one.childForFieldName('name')?.text))
        .map(({ id }) => id),
    );
  }

  /** @returns why the state has to be loaded and saved as a whole; undefined when single keys do */
  rewriteState(name: string): string | undefined {
    const references = this.scope
      .childForFieldName('body')!
      .descendantsOfType('identifier')
      .filter((node) => node.text === name && isReference(node) && this.isOurs(node, name));
    return references.length === 0 ? undefined : this.rewriteUses(name, references);
  }

  /** Whether a name is given another value. */
  isReassigned(name: string): boolean {
    return this.scope
      .descendantsOfType(['assignment', 'augmented_assignment', 'for_statement', 'named_expression'])
      .some((node) => (node.childForFieldName('left') ?? node.childForFieldName('name'))?.text === name);
  }

  /**
   * `context.state`, `context.get_state(…)` and `context.set_state(…)` of a function that could not await.
   * @param whole the name to give the state where it has to be loaded and saved as a whole; undefined where that cannot be done
   * @returns why it has to
   */
  rewriteContextState(name: string, whole: string | undefined): string | undefined {
    const attributes = this.scope
      .descendantsOfType('attribute')
      .filter((node) => node.childForFieldName('object')?.text === name);
    const named = (wanted: RegExp) =>
      attributes.filter((node) => wanted.test(node.childForFieldName('attribute')?.text ?? ''));
    const calls = named(/^(get_state|set_state)$/);
    const states = named(/^state$/);
    const reason = states.length === 0 ? undefined : this.rewriteUses(`${name}.state`, states);
    if (reason !== undefined && whole !== undefined && calls.length === 0) {
      for (const state of states) this.edits.replace(state.startIndex, state.endIndex, whole);
      return reason;
    }
    if (reason !== undefined)
      this.mark(states[0]!, `\`${name}.state\` is awaited key by key now; this was left as it is, because ${reason}.`);
    for (const attribute of calls) this.awaitCall(attribute);
    return undefined;
  }

  private awaitCall(attribute: Node): void {
    const call = attribute.parent;
    const isCalled = call?.type === 'call' && call.childForFieldName('function')?.id === attribute.id;
    const canAwait = enclosingFunction(attribute)?.id === this.functionId();
    if (!isCalled || !canAwait || codeChildren(call.childForFieldName('arguments')!).length === 0)
      this.mark(attribute, `\`${attribute.text}\` has to be awaited now, which cannot be done here.`);
    else this.wrapAwait(call);
  }

  /** A script's statements end up in the actor's function; they have none around them yet. */
  private functionId(): number | undefined {
    return this.scope.type === 'function_definition' ? this.scope.id : undefined;
  }

  private rewriteUses(name: string, references: readonly Node[]): string | undefined {
    const uses: PlacedUse[] = references.map((reference) => ({ reference, use: stateUse(reference) }));
    const reason = reasonAgainstKeys(name, uses, this.scope);
    if (reason !== undefined) return reason;
    for (const { reference, use } of uses) this.rewriteUse(reference, use!);
    this.awaits = true;
    return undefined;
  }

  private rewriteUse(reference: Node, use: StateUse): void {
    const { edits, context } = this;
    const { node, key } = use;
    const store = `${context}.state`;
    if (use.kind === 'get') {
      const callee = node.childForFieldName('function')!;
      edits.replace(callee.startIndex, callee.endIndex, `${store}.get`);
      this.wrapAwait(node);
    } else if (use.kind === 'load') {
      edits.replace(reference.startIndex, key.startIndex, `${store}.get(`);
      edits.replace(key.endIndex, node.endIndex, ')');
      this.wrapAwait(node);
    } else if (use.kind === 'has') this.rewriteHas(node, key, use.isNegated, `await ${store}.exists`);
    else if (use.kind === 'default') {
      const indent = edits.indentation(node.startIndex);
      const condition = `if not await ${store}.exists(${key.text}):\n${indent}${indent.includes('\t') ? '\t' : '    '}`;
      edits.replace(node.startIndex, key.startIndex, `${condition}await ${store}.set(`);
    } else if (use.kind === 'delete') {
      edits.replace(node.startIndex, key.startIndex, `await ${store}.delete(`);
      edits.replace(key.endIndex, node.endIndex, ')');
    } else {
      const { value } = use;
      edits.replace(node.startIndex, key.startIndex, `await ${store}.set(`);
      const isSimple = /^(identifier|integer|float|string|call|subscript|attribute|true|false|none)$/.test(value.type);
      const [open, close] =
        use.kind === 'store'
          ? value.type === 'expression_list'
            ? ['(', ')']
            : ['', '']
          : isSimple
            ? ['', '']
            : ['(', ')'];
      const before = use.kind === 'augment' ? `await ${store}.get(${key.text}) ${use.operator} ` : '';
      edits.replace(key.endIndex, value.startIndex, `, ${before}${open}`);
      edits.after(value.endIndex, `${close})`);
    }
  }

  private wrapAwait(node: Node): void {
    const { parent } = node;
    const needsParentheses =
      (parent?.type === 'attribute' || parent?.type === 'subscript' || parent?.type === 'call') &&
      parent.namedChild(0)?.id === node.id;
    this.edits.wrap(
      node.startIndex,
      node.endIndex,
      needsParentheses ? '(await ' : 'await ',
      needsParentheses ? ')' : '',
    );
    this.awaits = true;
  }

  /** Other code of the file that calls the function with the old arguments. */
  markOutsideCalls(): void {
    const name = this.scope.childForFieldName('name')?.text;
    for (const call of this.root.descendantsOfType('call'))
      if (call.childForFieldName('function')?.text === name)
        this.mark(call, `\`${name}\` takes a context now; this call still gives it the old arguments.`);
    if (
      this.awaits &&
      this.scope.descendantsOfType('yield').some((node) => enclosingFunction(node)?.id === this.scope.id)
    )
      for (const statement of this.scope.descendantsOfType('return_statement'))
        if (codeChildren(statement).length > 0 && enclosingFunction(statement)?.id === this.scope.id)
          this.mark(statement, 'an asynchronous generator cannot return a value; yield it instead.');
  }

  /** A TODO above the statement in which something stands. */
  mark(node: Node, reason: string): void {
    let statement = node;
    while (statement.parent && !/^(block|module)$/.test(statement.parent.type)) statement = statement.parent;
    const line = this.edits.lineStart(statement.startIndex);
    const isFirst = this.edits.text.slice(line, statement.startIndex).trim() === '';
    const at = isFirst ? statement : (statement.parent?.parent ?? statement);
    if (this.marked.has(line)) return;
    this.marked.add(line);
    this.edits.linesBefore(at.startIndex, todoLines('#', reason));
  }
}

function isLiteral(node: Node): boolean {
  return /^(none|true|false|integer|float|string|list|dictionary|tuple|unary_operator)$/.test(node.type);
}

function isParameter(node: Node, name: string): boolean {
  const parameters = node.childForFieldName('parameters');
  return name !== 'self' && (parameters?.descendantsOfType('identifier').some(({ text }) => text === name) ?? false);
}
