import type { Node } from 'web-tree-sitter';
import { declaresPorts, declaresTypes, type ActorDeclaration, type FileName, type Finding } from '../declaration.ts';
import { withNamedSchema } from '../configSchemaName.ts';
import { notMetadata, type Entry } from '../literal.ts';
import { decoratorEntries, decoratorName } from './pythonDecorator.ts';
import { reflowNames, type ReflowNames } from './pythonImports.ts';
import { legacyForm, legacyPorts, legacyScript } from './pythonLegacy.ts';
import { positionOf, readLiteral } from './pythonLiteral.ts';
import { misplacedActors } from './pythonMisplaced.ts';
import { usedPorts } from './pythonPorts.ts';
import { moduleStatements, type Statement } from './pythonStatements.ts';
import { classesOf, classSchema, hintedPorts } from './pythonTypes.ts';
import { cleanDocumentation, pythonString } from './pythonString.ts';

interface Found {
  declarations: ActorDeclaration[];
  problems: Finding[];
}

/** A function with its decorators. */
interface TopFunction {
  name: string;
  node: Node;
  decorators: Node[];
  /** The id of what it stands in: the module, or a block of `if`, `try` and their like. */
  block: number | undefined;
}

/** A function that says itself that it is an actor. */
interface MarkedFunction {
  readonly top: TopFunction;
  /** Where it says so. */
  readonly at: Node;
  readonly entries: Entry[];
  /** So it is of today's form, whatever its parameters. */
  readonly isDecorated: boolean;
}

/** Finds the actors of a module, in every form of D3. */
export function findActors(root: Node, file: FileName): Found {
  const statements = [...moduleStatements(root)];
  const names = reflowNames(statements);
  const functions = statements.flatMap(topFunction);
  const problems: Finding[] = [];
  const marked = functions.flatMap((top): MarkedFunction[] => {
    const decorator = top.decorators.find((candidate) => names.isActor(decoratorName(candidate)));
    return decorator ? [{ top, at: decorator, entries: decoratorEntries(decorator, problems), isDecorated: true }] : [];
  });
  reportDecoratedClasses(statements, names, problems);
  const assigned = assignedMetadata(statements, problems);
  const reportNoFunction = (at: Node) =>
    problems.push({
      at: positionOf(at),
      message: '`__actor_metadata__` describes no function here: add `async def process(context)`.',
    });
  for (const { of, node, entries } of assigned) {
    const top = functions.findLast(({ name }) => name === of);
    const known = marked.find((one) => one.top === top);
    if (known) known.entries.push(...entries);
    else if (top) marked.push({ top, at: node, entries, isDecorated: false });
    else if (of !== undefined) reportNoFunction(node);
  }
  const metadata = assigned.find(({ of }) => of === undefined);
  const metadataOwner =
    metadata &&
    ownerOf(
      functions,
      marked.map(({ top }) => top),
    );
  if (metadata && !metadataOwner && marked.length === 0) reportNoFunction(metadata.node);

  const classes = classesOf(statements);
  const schemaOf = (name: string) => {
    const definition = classes.get(name);
    return definition && classSchema(definition, documentationOf(definition.childForFieldName('body')));
  };
  const declarations: ActorDeclaration[] = [];
  const declare = (top: TopFunction, at: Node, entries: readonly Entry[], isSole: boolean, mayBeLegacy = true) => {
    const legacy = mayBeLegacy ? legacyForm(top.node) : undefined;
    const scope = isSole ? root : top.node;
    const usage = () => (legacy ? legacyPorts(top.node, root, legacy) : usedPorts(top.node, scope));
    declarations.push({
      at: positionOf(at),
      entry: top.name,
      name: top.name === 'process' ? file.stem : top.name,
      metadata: withNamedSchema(entries, schemaOf),
      documentation: documentationOf(top.node.childForFieldName('body')) || (isSole ? documentationOf(root) : ''),
      usedPorts: declaresPorts(entries) ? null : usage(),
      portTypes: hintedPorts(top.node, declaresTypes(entries, 'inports') ? undefined : scope, classes),
      ...(legacy ? { legacy } : {}),
    });
  };

  const known = new Map<string, TopFunction>();
  for (const { top, at, entries: own, isDecorated } of marked) {
    const shared = metadataOwner?.node.id === top.node.id ? metadata!.entries : [];
    const entries = [...own, ...shared];
    const name = `${top.name} ${givenName(entries) ?? ''}`;
    // One that is defined in `if` and again in `else` is one actor, told of where it stands first.
    if ((known.get(name) ?? top).block !== top.block) continue;
    known.set(name, top);
    declare(top, at, entries, marked.length === 1, !isDecorated);
  }
  if (marked.length === 0) {
    if (metadata && metadataOwner) declare(metadataOwner, metadata.node, metadata.entries, true);
    else if (!metadata) {
      const process = functions.findLast((top) => top.name === 'process');
      if (process && takesContext(process.node)) declare(process, process.node, [], true);
      else if (process && file.isActorFile)
        problems.push({
          at: positionOf(process.node),
          message: '`process` takes no context: write `process(context)`.',
        });
      const script = process ? undefined : legacyScript(root);
      if (script)
        declarations.push({
          at: positionOf(script),
          entry: null,
          name: file.stem,
          metadata: [],
          documentation: documentationOf(root),
          usedPorts: legacyPorts(root, root, 'script'),
          legacy: 'script',
        });
    }
  }
  if (declarations.length + problems.length === 0 && file.isActorFile)
    problems.push(...misplacedActors(root, statements, names));
  return { declarations, problems };
}

function topFunction({ node: statement, type }: Statement): TopFunction[] {
  const isDecorated = type === 'decorated_definition';
  const node = isDecorated ? statement.childForFieldName('definition') : statement;
  if (!node || (isDecorated ? node.type : type) !== 'function_definition') return [];
  const name = node.childForFieldName('name')?.text;
  if (name === undefined) return [];
  const decorators = isDecorated ? statement.namedChildren.filter((child) => child.type === 'decorator') : [];
  return [{ name, node, decorators, block: statement.parent?.id }];
}

function givenName(entries: readonly Entry[]): string | undefined {
  const value = entries.find(({ key }) => key === 'name' || key === 'component')?.value;
  return value?.kind === 'scalar' ? String(value.value) : undefined;
}

/** `__actor_metadata__ = {...}`, which speaks of the module's actor, and `process.__actor_metadata__ = {...}`, which says of whose. */
function assignedMetadata(statements: readonly Statement[], problems: Finding[]) {
  return statements.flatMap(({ node, type }) => {
    const assignment = type === 'expression_statement' ? node.namedChild(0) : null;
    const target = assignment?.type === 'assignment' ? assignment.childForFieldName('left')?.text : undefined;
    const match = /^(?:([^.\s]+)\.)?__actor_metadata__$/.exec(target ?? '');
    const value = assignment?.childForFieldName('right');
    if (!match || !value) return [];
    const literal = readLiteral(value);
    if (literal.kind === 'mapping') return [{ of: match[1], node, entries: [...literal.entries] }];
    problems.push({ at: literal.at, message: notMetadata(value.text) });
    return [{ of: match[1], node, entries: [] }];
  });
}

/** Whom `__actor_metadata__` describes: `process`, else the only decorated function, else the only function there is. */
function ownerOf(functions: readonly TopFunction[], decorated: readonly TopFunction[]): TopFunction | undefined {
  const process = functions.findLast((top) => top.name === 'process');
  if (process) return process;
  const candidates =
    decorated.length > 0 ? decorated : functions.filter((top) => !top.name.startsWith('_') && takesContext(top.node));
  return candidates.length === 1 ? candidates[0] : undefined;
}

function takesContext(node: Node): boolean {
  return node.childForFieldName('parameters')?.namedChildren.some((child) => child.type !== 'comment') ?? false;
}

function reportDecoratedClasses(statements: readonly Statement[], names: ReflowNames, problems: Finding[]): void {
  for (const { node: statement, type } of statements) {
    if (type !== 'decorated_definition') continue;
    if (statement.childForFieldName('definition')?.type !== 'class_definition') continue;
    const decorator = statement.namedChildren.find(
      (child) => child.type === 'decorator' && names.isActor(decoratorName(child)),
    );
    if (decorator)
      problems.push({
        at: positionOf(decorator),
        message: 'An actor is a function; `@actor` above a class does nothing.',
      });
  }
}

/** The docstring of a module or of a function's body. */
function documentationOf(body: Node | null): string {
  const first = body?.namedChildren.find(({ type }) => type !== 'comment');
  const expression = first?.type === 'expression_statement' ? first.namedChild(0) : null;
  const text = expression && pythonString(expression);
  return typeof text === 'string' ? cleanDocumentation(text) : '';
}
