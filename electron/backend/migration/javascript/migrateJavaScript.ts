import type { Comment, Program } from 'oxc-parser';
import {
  inputUse,
  legacyParameters,
  legacyPorts,
  references,
  type LegacyParameters,
} from '../../readers/javascript/javascriptLegacy.ts';
import { isFunction, readModule, type FunctionNode } from '../../readers/javascript/javascriptModule.ts';
import { child, children, nodesOf, type AnyNode } from '../../readers/javascript/javascriptTree.ts';
import type { ActorFacts } from '../migration.ts';
import { SourceEdits } from '../sourceEdits.ts';
import { todoLines } from '../todo.ts';
import { ActorCode, dataOf, type PlacedInput } from './actorCode.ts';
import { Changes } from './changes.ts';
import { metadataText } from './metadataText.ts';

export interface JavaScriptSource {
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly isTypeScript: boolean;
}

/** Turns an old JavaScript or TypeScript actor into one of today (L1) by changing ranges of its text. */
export function migrateJavaScript(source: JavaScriptSource, entry: string | null, facts: ActorFacts): string {
  const edits = new SourceEdits(source.text);
  const contents = readModule(source.program);
  const functions = contents.values.filter(({ value }) => isFunction(value));
  const top =
    functions.find(({ name }) => name === entry && entry !== null) ??
    functions.find(({ isDefault, name }) => isDefault || (name !== null && name === contents.defaultName))!;
  const body = top.value as FunctionNode;
  const parameters = legacyParameters(body)!;
  const quote = quoteOf(source.text);
  const migration = new FunctionMigration(source, edits, body as unknown as AnyNode, parameters, quote);
  const notes = migration.run();
  const metadata = contents.values.find(
    ({ name, value }) =>
      value.type === 'ObjectExpression' && /^(metadata|actorMetadata|__actor_metadata__)$/.test(name ?? ''),
  );
  const statement = source.program.body.find(({ start, end }) => start <= top.start && top.start < end)!;
  const start = aboveComments(source, statement.start);
  const todos = notes.flatMap((reason) => todoLines('//', reason)).map((line) => `${line}\n`);
  if (source.isTypeScript) {
    const first = source.program.body[0]!;
    edits.between(
      aboveComments(source, first.start),
      `import type { ActorContext } from ${quote}reflow${quote};\n${first.type === 'ImportDeclaration' ? '' : '\n'}`,
    );
  }
  if (metadata) {
    const object = metadata.value as unknown as AnyNode;
    if (todos.length > 0) edits.before(edits.lineStart(metadata.start), todos.join(''));
    if (!facts.hasPorts)
      edits.before(
        object.start + 1,
        `\n${metadataText(facts, quote, false)
          .map((line) => `  ${line}\n`)
          .join('')}`.trimEnd(),
      );
  } else {
    const taken = new Set([...nodesOf(source.program as unknown as AnyNode)].map(({ node }) => node['name']));
    const name = ['actorMetadata', '__actor_metadata__'].find((one) => !taken.has(one)) ?? 'metadata';
    const lines = metadataText(facts, quote, true).map((line) => `  ${line}\n`);
    edits.between(start, `${todos.join('')}const ${name} = {\n${lines.join('')}};\n\n`);
  }
  return edits.apply();
}

/** The beginning of the comments that belong to a statement: no empty line is between them and it. */
function aboveComments({ text, comments }: JavaScriptSource, start: number): number {
  let at = start;
  for (const { start: from, end } of comments.toReversed()) {
    if (end > at) continue;
    const isOwnLine = text.slice(text.lastIndexOf('\n', from - 1) + 1, from).trim() === '';
    if (!isOwnLine || !/^[ \t]*\r?\n?[ \t]*$/.test(text.slice(end, at)) || text.startsWith('#!', from)) break;
    at = from;
  }
  return at;
}

function quoteOf(text: string): "'" | '"' {
  return text.split('"').length > text.split("'").length ? '"' : "'";
}

class FunctionMigration {
  private readonly code: ActorCode;
  private readonly context: string;

  constructor(
    private readonly source: JavaScriptSource,
    private readonly edits: SourceEdits,
    private readonly body: AnyNode,
    private readonly parameters: LegacyParameters,
    quote: string,
  ) {
    const { form, second } = parameters;
    const isTaken = [...nodesOf(body)].some(({ node }) => node.type === 'Identifier' && node['name'] === 'context');
    this.context = form === 'context' ? String(second['name']) : isTaken ? 'actorContext' : 'context';
    this.code = new ActorCode(source, edits, body, this.context, quote);
  }

  /** @returns why the ports that were inferred may not be all */
  run(): readonly string[] {
    const { code, body, edits } = this;
    const { inputs, second, form } = this.parameters;
    if (legacyPorts(body as unknown as FunctionNode, this.source.program).readsPayload) code.notePorts();
    const setup = this.inputLines(inputs);
    const isAsync = body['async'] === true;
    let ending: string[] = [];
    const whole = form === 'state' ? this.stateLines(second) : this.contextStateLines();
    if (whole) {
      setup.push(...whole.setup);
      ending = whole.ending;
    }
    code.markOutsideCalls();
    this.replaceParameters();
    if ((code.awaits || ending.length > 0) && !isAsync) this.makeAsync();
    insertSetup(body, edits, setup, ending, this.source);
    return code.notes;
  }

  private inputLines(inputs: AnyNode): string[] {
    const mapping = `Object.fromEntries([...${this.context}.payload].map(([port, message]) => [port, message.unwrap()]))`;
    if (inputs.type === 'ObjectPattern') {
      const end = child(inputs, 'typeAnnotation')?.start ?? inputs.end;
      const pattern = this.source.text.slice(inputs.start, end).trim();
      return [`const ${pattern} = ${mapping};`];
    }
    const name = String(inputs['name']);
    const uses = references(this.body, name).map((reference) => ({ reference, use: inputUse(reference) }));
    if (uses.length === 0) return [];
    const isSimple = uses.every(({ use }) => use.kind === 'member' || use.kind === 'has') && !this.isShared(uses);
    this.code.rewriteInputs(uses, isSimple);
    if (isSimple) return [];
    const isReassigned = uses.some(({ reference: { node, above } }) => {
      const parent = above.at(-1);
      return parent?.type === 'AssignmentExpression' && child(parent, 'left') === node;
    });
    return [`${isReassigned ? 'let' : 'const'} ${name} = ${mapping};`];
  }

  /** Whether something that is read twice may be changed in between: each read could give a new copy. */
  private isShared(uses: readonly PlacedInput[]): boolean {
    const changes = new Changes(this.body);
    const members = uses.flatMap(({ use }) => (use.kind === 'member' ? [use] : []));
    return members.some(({ node, above, key }) => {
      if (members.filter((other) => other.key === key).length < 2) return false;
      const data = dataOf(node, above);
      return data ? changes.ofValue(data, above.slice(0, -1)) : changes.ofValue(node, above);
    });
  }

  private contextStateLines(): { setup: string[]; ending: string[] } | undefined {
    const name = references(this.body, 'state').length > 0 ? 'actorState' : 'state';
    const reason = this.code.rewriteContextState(name);
    return reason === undefined ? undefined : this.wholeState(name, reason, false);
  }

  private stateLines(second: AnyNode): { setup: string[]; ending: string[] } {
    const none = { setup: [], ending: [] };
    const { source } = this;
    if (second.type === 'ObjectPattern') {
      const end = child(second, 'typeAnnotation')?.start ?? second.end;
      const whole = this.wholeState('state', 'its keys are taken apart', false);
      const [last] = whole.setup.splice(-1);
      const pattern = source.text.slice(second.start, end).trim();
      return { setup: [...whole.setup, last!, `  const ${pattern} = state;`], ending: whole.ending };
    }
    const name = String(second['name']);
    const placed = references(this.body, name);
    if (placed.length === 0) return none;
    const reason = this.code.rewriteState(name, placed);
    if (reason === undefined) return none;
    const isReassigned = placed.some(({ node, above }) => {
      const parent = above.at(-1);
      return parent?.type === 'AssignmentExpression' && child(parent, 'left') === node;
    });
    return this.wholeState(name, reason, isReassigned);
  }

  private wholeState(name: string, reason: string, isReassigned: boolean): { setup: string[]; ending: string[] } {
    const { context, source } = this;
    // A variable of the function then, so it must mean nothing to it yet.
    const keys = references(this.body, `${name}Keys`).length > 0 ? `${name}StoredKeys` : `${name}Keys`;
    const advice = `Read and write single keys with ${context}.state.get and ${context}.state.set where that is the same.`;
    const stored = isReassigned ? `${name}Stored` : name;
    return {
      setup: [
        ...todoLines('//', `all of the state is loaded and saved here, because ${reason}. ${advice}`),
        `const ${stored}${source.isTypeScript ? ': Record<string, any>' : ''} = {};`,
        `for (const key of await ${context}.state.keys()) ${stored}[key] = await ${context}.state.get(key);`,
        ...(isReassigned ? [`let ${name} = ${stored};`] : []),
        `const ${keys} = Object.keys(${stored});`,
        'try {',
      ],
      ending: [
        '} finally {',
        `  for (const key of ${keys}) if (${stored}[key] === undefined) await ${context}.state.delete(key);`,
        `  for (const [key, value] of Object.entries(${stored}))`,
        `    if (value !== undefined) await ${context}.state.set(key, value);`,
        '}',
      ],
    };
  }

  private replaceParameters(): void {
    const [first, second] = children(this.body, 'params');
    const { start } = first!;
    const { end } = second!;
    const kept = this.source.comments
      .filter((comment) => comment.start >= start && comment.end <= end)
      .map(({ value }) => ` /*${value.replaceAll('*/', '* /')}*/`);
    const type = this.source.isTypeScript ? ': ActorContext' : '';
    this.edits.replace(start, end, `${this.context}${type}${kept.join('')}`);
  }

  private makeAsync(): void {
    const { edits, body, source } = this;
    const method = this.code.methodOf(body);
    edits.before(method?.start ?? body.start, 'async ');
    const type = child(body, 'returnType');
    const inner = child(type, 'typeAnnotation');
    if (source.isTypeScript && inner) edits.wrap(inner.start, inner.end, 'Promise<', '>');
  }
}

/** Puts lines at the beginning of a function and others at its end with all between indented. */
function insertSetup(
  fn: AnyNode,
  edits: SourceEdits,
  setup: readonly string[],
  ending: readonly string[],
  { program }: JavaScriptSource,
): void {
  if (setup.length === 0) return;
  const outer = edits.indentation(fn.start);
  const unit =
    outer.includes('\t') || /\n\t/.test(edits.text)
      ? '\t'
      : /\n {4}\S/.test(edits.text) && !/\n {2}\S/.test(edits.text)
        ? '    '
        : '  ';
  const line = (text: string) => `${outer}${unit}${text.replace(/^ +/, (spaces) => unit.repeat(spaces.length / 2))}\n`;
  const body = child(fn, 'body')!;
  if (fn.type === 'ArrowFunctionExpression' && body.type !== 'BlockStatement' && body.type !== 'FunctionBody') {
    const arrow = edits.text.slice(0, body.start).lastIndexOf('=>') + 2;
    const inner = ending.length === 0 ? '' : unit;
    edits.between(arrow, ` {\n${setup.map(line).join('')}${outer}${unit}${inner}return`);
    edits.after(fn.end, `;\n${ending.map(line).join('')}${outer}}`);
    return;
  }
  const start = body.start + 1;
  const isInline = edits.nextLine(start) > body.end || edits.lineStart(body.end - 1) === edits.lineStart(start);
  const at = isInline ? start : edits.nextLine(start);
  edits.between(at, `${isInline ? '\n' : ''}${setup.map(line).join('')}${isInline ? outer + unit : ''}`);
  if (ending.length === 0) return;
  const close = body.end - 1;
  if (isInline) {
    edits.between(close, `\n${ending.map(line).join('')}${outer}`);
    return;
  }
  const templates = [...nodesOf(program as unknown as AnyNode)].filter(({ node }) => node.type === 'TemplateElement');
  const isFixed = (offset: number) => templates.some(({ node }) => node.start < offset && offset <= node.end);
  edits.indent(at, edits.lineStart(close), unit, isFixed);
  edits.between(edits.lineStart(close), ending.map(line).join(''));
}
