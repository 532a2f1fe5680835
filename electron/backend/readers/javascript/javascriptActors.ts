import type { Comment, Expression, Program } from 'oxc-parser';
import { declaresPorts, isTypeScript, type ActorDeclaration, type FileName, type Finding } from '../declaration.ts';
import { withNamedSchema } from '../configSchemaName.ts';
import { notMetadata, type Entry } from '../literal.ts';
import {
  actorArguments,
  actorCall,
  isFunction,
  readModule,
  type FunctionNode,
  type ModuleContents,
  type TopValue,
} from './javascriptModule.ts';
import { LiteralReader, type SourceText } from './javascriptLiteral.ts';
import { readJsDoc, type JsDoc } from './jsDoc.ts';
import { legacyParameters, legacyPorts } from './javascriptLegacy.ts';
import { misplacedActors } from './javascriptMisplaced.ts';
import { usedPorts } from './javascriptPorts.ts';
import { declaredTypes, hintedPorts, interfaceSchema } from './typescriptTypes.ts';

/** A decorator above a function with what it says. */
export interface PlacedDecorator {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly metadata: readonly Entry[];
}

const metadataNames = new Set(['metadata', 'actorMetadata', '__actor_metadata__']);

export interface ParsedModule {
  /** What was parsed: the file's text with its function decorators blanked. */
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
}

/** Finds the actors of a parsed module, in every form of D4. */
export function findActors(
  parsed: ParsedModule,
  decorators: readonly PlacedDecorator[],
  source: SourceText,
  file: FileName,
  problems: Finding[],
): { declarations: ActorDeclaration[]; problems: Finding[] } {
  return new ActorFinder(parsed, source, file, problems).find(decorators);
}

/** An actor found, before it is known whether it is the file's only one. */
interface Candidate {
  start: number;
  top: TopValue | undefined;
  body: FunctionNode | undefined;
  entry: string | null;
  name: string;
  metadata: Entry[];
  documentation: string;
  /** Marked with `@actor` or `actor(…)`: it is of today's form, whatever its parameters. */
  isMarked: boolean;
}

/** A function, also one that another is given to wrap. */
function functionOf(value: TopValue['value']): FunctionNode | undefined {
  if (isFunction(value)) return value;
  return value.type === 'CallExpression' ? actorArguments(value).find(isFunction) : undefined;
}

class ActorFinder {
  private readonly contents: ModuleContents;
  private readonly functions: TopValue[];
  private readonly reader: LiteralReader;
  private readonly types: ReturnType<typeof declaredTypes>;
  private readonly docs: { doc: JsDoc; start: number; end: number }[];

  constructor(
    private readonly parsed: ParsedModule,
    private readonly source: SourceText,
    private readonly file: FileName,
    private readonly problems: Finding[],
  ) {
    this.contents = readModule(parsed.program);
    this.functions = this.contents.values.filter(({ value }) => isFunction(value));
    this.reader = new LiteralReader(source);
    this.types = isTypeScript(file) ? declaredTypes(parsed.program) : new Map();
    this.docs = parsed.comments
      .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
      .map(({ value, start, end }) => ({ doc: readJsDoc(value, source.position(start)), start, end }));
  }

  find(decorators: readonly PlacedDecorator[]): { declarations: ActorDeclaration[]; problems: Finding[] } {
    const found = [...this.decorated(decorators), ...this.called()];
    this.documented(found);
    const metadata = this.moduleMetadata(found.length === 0);
    const owner = metadata && this.metadataOwner(found);
    if (metadata && owner) {
      const known = found.find((candidate) => candidate.body === owner.value);
      if (known) known.metadata.push(...metadata.entries);
      else if (found.length === 0) found.push(this.candidate(owner, metadata.start, metadata.entries));
    } else if (metadata && found.length === 0 && this.file.isActorFile)
      this.report(metadata.start, 'This metadata describes no function here: add `async function process(context)`.');
    const plain = found.length === 0 && !metadata ? this.plain() : undefined;
    if (plain) found.push(this.candidate(plain, plain.start, []));
    if (found.length + this.problems.length === 0 && this.file.isActorFile)
      for (const { start, message } of misplacedActors(this.parsed.program)) this.report(start, message);
    found.sort((one, other) => one.start - other.start);
    return { declarations: found.map((one) => this.declaration(one, found.length === 1)), problems: this.problems };
  }

  private report(start: number, message: string): void {
    this.problems.push({ at: this.source.position(start), message });
  }

  private declaration(candidate: Candidate, isSole: boolean): ActorDeclaration {
    const { body } = candidate;
    const legacy = body && !candidate.isMarked ? legacyParameters(body)?.form : undefined;
    const scope = isSole ? this.parsed.program : (body ?? this.parsed.program);
    const usage = () =>
      legacy && body ? legacyPorts(body, this.parsed.program) : usedPorts(body ?? this.parsed.program, scope);
    return {
      at: this.source.position(candidate.start),
      entry: candidate.entry,
      name: candidate.name,
      metadata: withNamedSchema(candidate.metadata, (name) => {
        const members = this.types.get(name);
        return members && interfaceSchema(members, this.source.position(candidate.start));
      }),
      documentation: candidate.documentation,
      ...(isTypeScript(this.file)
        ? { portTypes: hintedPorts(body, isSole ? this.parsed.program : (body ?? this.parsed.program), this.types) }
        : {}),
      usedPorts: declaresPorts(candidate.metadata) ? null : usage(),
      ...(legacy ? { legacy } : {}),
    };
  }

  private candidate(
    top: TopValue,
    start: number,
    metadata: readonly Entry[],
    doc = this.docAbove(top.start),
  ): Candidate {
    const isDefault = top.isDefault || (top.name !== null && top.name === this.contents.defaultName);
    return {
      start,
      top,
      body: functionOf(top.value),
      entry: isDefault ? null : top.name,
      name: top.name === null || top.name === 'process' ? this.file.stem : top.name,
      metadata: [...metadata, ...(doc?.metadata ?? [])],
      documentation: doc?.text ?? '',
      isMarked: false,
    };
  }

  /** `@actor({...})` above a function. */
  private decorated(decorators: readonly PlacedDecorator[]): Candidate[] {
    const found = new Map<TopValue, Candidate>();
    for (const decorator of decorators) {
      if (!this.contents.isActor(decorator.name)) {
        this.report(decorator.start, `\`@${decorator.name}\` cannot decorate a function; only \`@actor\` can.`);
        continue;
      }
      // A decorator may also stand between `export` and what is exported.
      const top = this.functions.find(({ value, start }) => start >= decorator.end || value.start >= decorator.end);
      if (!top) this.report(decorator.start, 'No function follows this `@actor`.');
      else if (!found.has(top)) {
        const doc = this.docAbove(top.start) ?? this.docAbove(decorator.start);
        found.set(top, { ...this.candidate(top, decorator.start, decorator.metadata, doc), isMarked: true });
      }
    }
    return [...found.values()];
  }

  /** `actor({...}, fn)`, wherever its result goes. */
  private called(): Candidate[] {
    return this.contents.values.flatMap((top) => {
      const call = actorCall(top.value, this.contents);
      if (!call) return [];
      const given = actorArguments(call);
      const functionArgument = given.find(isFunction);
      const named = given.map((one) => this.functionNamed(one)).find((one) => one !== undefined);
      const body = functionArgument ?? (named?.value as FunctionNode | undefined);
      const entries = given
        .filter((one) => !isFunction(one) && this.functionNamed(one) === undefined)
        .flatMap((one) => this.givenEntries(one));
      const ownName = functionArgument?.type === 'FunctionExpression' ? functionArgument.id?.name : undefined;
      const name = top.name ?? named?.name ?? ownName ?? null;
      const candidate = this.candidate({ ...top, name }, top.start, entries);
      const inner = named ? this.docAbove(named.start) : undefined;
      if (inner && candidate.documentation === '') candidate.documentation = inner.text;
      return [{ ...candidate, top, body, entry: top.isDefault ? null : candidate.entry, isMarked: true }];
    });
  }

  private functionNamed(expression: Expression): TopValue | undefined {
    if (expression.type !== 'Identifier') return undefined;
    return this.functions.find(({ name }) => name === expression.name);
  }

  /** Metadata given in place, or by the name of a constant whose literal stands in this file. */
  private givenEntries(expression: Expression): Entry[] {
    const constant =
      expression.type === 'Identifier'
        ? this.contents.values.find(({ name, value }) => name === expression.name && value.type === 'ObjectExpression')
        : undefined;
    return this.reader.metadata((constant?.value as Expression | undefined) ?? expression, this.problems);
  }

  /** JSDoc with `@component`, above the function or, for the file's `process`, anywhere at the top. */
  private documented(found: Candidate[]): void {
    for (const { doc, start, end } of this.docs) {
      if (!doc.declaresActor) continue;
      const below = this.contents.values.find((top) => this.docAbove(top.start) === doc);
      if (below && found.some(({ top }) => top === below)) continue;
      const isInside = this.parsed.program.body.some((statement) => statement.start < start && statement.end > end);
      const top = below && isFunction(below.value) ? below : isInside ? undefined : this.plain();
      const known = found.find((candidate) => candidate.top === top);
      if (known) known.metadata.push(...doc.metadata);
      else if (top) found.push(this.candidate(top, top.start, [], doc));
      else if (this.file.isActorFile)
        this.problems.push({ at: doc.at, message: 'No function follows this `@component`.' });
    }
  }

  /** `export const metadata = {...}` and its like. */
  private moduleMetadata(isNeeded: boolean): { entries: readonly Entry[]; start: number } | undefined {
    const written = this.contents.values.filter(
      ({ name, value }) => name !== null && metadataNames.has(name) && !isFunction(value),
    );
    for (const { value, start } of written) {
      const literal = this.reader.read(value);
      if (literal.kind === 'mapping') return { entries: literal.entries, start };
    }
    const unreadable = isNeeded && written.find(({ name }) => this.file.isActorFile || name !== 'metadata');
    if (!unreadable) return undefined;
    const { value, start } = unreadable;
    this.report(value.start, notMetadata(this.source.text.slice(value.start, value.end)));
    return { entries: [], start };
  }

  /** Whom the module's metadata describes: `process`, the default export, or the only exported or only function. */
  private metadataOwner(found: readonly Candidate[]): TopValue | undefined {
    const usable = this.functions.filter(({ value }) => (value as FunctionNode).params.length > 0);
    const process = this.functions.find(({ name }) => name === 'process');
    const fallback = this.functions.find((top) => this.isDefault(top));
    const owner = process ?? fallback ?? this.wrapped();
    if (owner) return owner;
    const only = found.length === 1 && found[0]!.body ? found[0]!.top : undefined;
    if (only) return only;
    const exported = usable.filter(({ isExported }) => isExported);
    const candidates = exported.length > 0 ? exported : usable;
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  private isDefault(top: TopValue): boolean {
    return top.isDefault || (top.name !== null && top.name === this.contents.defaultName);
  }

  /** A function `process`, or, in a `*.actor.*` file, what is exported as default, or `process = wrapped(…)`. */
  private plain(): TopValue | undefined {
    const process = this.functions.find(({ name }) => name === 'process');
    return process ?? this.functions.find((one) => this.isDefault(one) && this.mayBeActor(one)) ?? this.wrapped();
  }

  private wrapped(): TopValue | undefined {
    if (!this.file.isActorFile) return undefined;
    return this.contents.values.find(
      ({ name, isExported, value }) => name === 'process' && isExported && value.type === 'CallExpression',
    );
  }

  /** In a folder of actors a default export may also be a helper; its parameter's name tells. */
  private mayBeActor({ value }: TopValue): boolean {
    if (this.file.isActorFile) return true;
    const [first, second] = (value as FunctionNode).params as { type: string; name?: string }[];
    const takesInputs = first?.name === 'inputs' || first?.type === 'ObjectPattern';
    if (takesInputs && (second?.name === 'state' || second?.name === 'context')) return true;
    return first?.name === 'context' || first?.name === 'ctx';
  }

  /** The JSDoc comment that ends right above an offset. */
  private docAbove(start: number): JsDoc | undefined {
    const above = this.docs.findLast(({ end }) => end <= start);
    if (!above) return undefined;
    // Decorators are blank in the program's own text, so nothing but comments may stand between.
    return /^(?:\s|\/\/[^\n]*\n)*$/.test(this.parsed.text.slice(above.end, start)) ? above.doc : undefined;
  }
}
