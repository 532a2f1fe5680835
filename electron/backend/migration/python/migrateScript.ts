import type { Node } from 'web-tree-sitter';
import { enclosingFunction, isGetInputs } from '../../readers/python/pythonLegacy.ts';
import { codeChildren } from '../../readers/python/pythonLiteral.ts';
import type { ActorFacts } from '../migration.ts';
import type { SourceEdits } from '../sourceEdits.ts';
import { todoLines } from '../todo.ts';
import { ActorCode } from './actorCode.ts';
import { decoratorText } from './decorator.ts';
import { addImport, commentedStart, isDocumentation, isImport } from './imports.ts';
import { multilineStrings } from './multilineStrings.ts';

const context = 'context';
const indent = '    ';
const builtins = new Set(
  'abs all any bool bytes chr dict dir divmod enumerate filter float format hash hex id input int iter len list map max min next object oct open ord pow print range repr reversed round set slice sorted str sum tuple type vars zip'.split(
    ' ',
  ),
);

/** Makes the statements of a file the body of a function that is called for each message. Imports and helpers stay where they are. */
export function migrateScript(root: Node, edits: SourceEdits, facts: ActorFacts): void {
  const statements = codeChildren(root);
  const moved = movedStatements(statements);
  const code = new ActorCode(root, root, edits, context);
  const isWhole = code.rewriteInputs(undefined, 'script').length > 0;
  if (!isWhole) removeIdleInputs(root, edits);
  const ending = returnValue(root, moved, edits);
  code.rewriteContextState('Context', undefined);
  renameContext(root, edits);
  markHiddenNames(moved, statements, code);
  makeNonlocal(moved, edits);

  const reflow = addImport(root, edits);
  const [first] = moved;
  const start = commentedStart(edits, first!.startIndex);
  const head = [
    ...code.portNotes().flatMap((reason) => todoLines('#', reason)),
    decoratorText(reflow.actor, facts),
    `${code.awaits ? 'async ' : ''}def process(${context}: ${reflow.context}):`,
    ...(ending.length === 0 ? [] : [`${indent}__return_value = None`]),
  ];
  const above = /\n*$/.exec(edits.text.slice(0, start).replaceAll('\r', ''))![0].length;
  const space = edits.text.slice(0, start).trim() === '' ? '' : '\n'.repeat(Math.max(0, 3 - above));
  edits.between(start, `${space}${head.join('\n')}\n`);
  edits.indent(start, edits.text.length, indent, multilineStrings(root));
  const close = edits.text.endsWith('\n') ? '' : '\n';
  if (ending.length > 0)
    edits.between(edits.text.length, `${close}${ending.map((line) => `${indent}${line}\n`).join('')}`);
}

/** From the first statement that is neither import nor a helper that stands on its own. */
function movedStatements(statements: readonly Node[]): Node[] {
  const run = statements.filter((one, index) => !isImport(one) && !(index === 0 && isDocumentation(one)));
  const assigned = assignedNames(run);
  const at = statements.findIndex((statement, index) => {
    if (isImport(statement) || (index === 0 && isDocumentation(statement))) return false;
    if (!/^(function_definition|class_definition|decorated_definition)$/.test(statement.type)) return true;
    return statement.descendantsOfType('identifier').some(({ text }) => assigned.has(text) || text === 'Context');
  });
  return statements.slice(at);
}

/** Names that statements assign when they run, not those of functions. */
function assignedNames(statements: readonly Node[]): Set<string> {
  const names = new Set<string>();
  for (const statement of statements)
    for (const node of statement.descendantsOfType([
      'assignment',
      'augmented_assignment',
      'for_statement',
      'as_pattern_target',
      'named_expression',
    ])) {
      if (enclosingFunction(node)) continue;
      const left = node.childForFieldName('left') ?? node.childForFieldName('name') ?? node;
      const targets =
        left.type === 'identifier'
          ? [left]
          : left.type === 'pattern_list' || left.type === 'tuple_pattern' || left.type === 'as_pattern_target'
            ? left.descendantsOfType('identifier')
            : [];
      for (const { text } of targets) names.add(text);
    }
  return names;
}

/** `inputs = Context.get_inputs()` whose name nobody uses any more. */
function removeIdleInputs(root: Node, edits: SourceEdits): void {
  for (const call of root.descendantsOfType('call').filter(isGetInputs)) {
    const assignment = call.parent;
    const left = assignment?.type === 'assignment' ? assignment.childForFieldName('left') : null;
    if (left?.type !== 'identifier' || assignment!.parent?.type !== 'expression_statement') continue;
    const statement = assignment!.parent;
    const isOnlyOne = statement.parent?.type === 'block' && codeChildren(statement.parent).length === 1;
    if (isOnlyOne) edits.replace(statement.startIndex, statement.endIndex, 'pass');
    else edits.removeStatement(statement.startIndex, statement.endIndex);
  }
}

/** Turns `__return_value = …` into `return …` where nothing follows. @returns lines for the end where that cannot be */
function returnValue(root: Node, moved: readonly Node[], edits: SourceEdits): string[] {
  const mentions = root.descendantsOfType('identifier').filter(({ text }) => text === '__return_value');
  const last = tailAssignments(moved);
  if (mentions.length === 0) return [];
  if (mentions.length !== last.length) return ['return __return_value'];
  for (const assignment of last)
    edits.replace(assignment.startIndex, assignment.childForFieldName('right')!.startIndex, 'return ');
  return [];
}

function tailAssignments(statements: readonly Node[]): Node[] {
  const last = statements.at(-1);
  if (last?.type === 'expression_statement') {
    const inner = last.namedChild(0);
    const right = inner?.childForFieldName('right');
    const isReturn = inner?.type === 'assignment' && inner.childForFieldName('left')?.text === '__return_value';
    return isReturn && right && right.type !== 'assignment' && !inner.childForFieldName('type') ? [inner] : [];
  }
  if (last?.type === 'if_statement') {
    const branches = last.namedChildren.flatMap((child) =>
      child.type === 'block' ? [child] : child.namedChildren.filter(({ type }) => type === 'block'),
    );
    return branches.flatMap((block) => tailAssignments(codeChildren(block)));
  }
  const clauses = last?.type === 'try_statement' ? last.namedChildren : [];
  if (clauses.length === 0 || clauses.some(({ type }) => type === 'else_clause' || type === 'finally_clause'))
    return [];
  return clauses
    .flatMap((child) => (child.type === 'block' ? [child] : child.namedChildren.filter(({ type }) => type === 'block')))
    .flatMap((block) => tailAssignments(codeChildren(block)));
}

function renameContext(root: Node, edits: SourceEdits): void {
  for (const attribute of root.descendantsOfType('attribute')) {
    const object = attribute.childForFieldName('object')!;
    const name = attribute.childForFieldName('attribute')?.text;
    if (object.type !== 'identifier' || object.text !== 'Context' || name === 'get_inputs' || name === 'state')
      continue;
    edits.replace(object.startIndex, object.endIndex, context);
  }
}

/** `global` of what are now variables of the function around. */
function makeNonlocal(moved: readonly Node[], edits: SourceEdits): void {
  const names = assignedNames(moved);
  for (const statement of moved.flatMap((one) => one.descendantsOfType('global_statement'))) {
    if (!enclosingFunction(statement)) continue;
    if (statement.namedChildren.every(({ text }) => names.has(text)))
      edits.replace(statement.startIndex, statement.startIndex + 'global'.length, 'nonlocal');
  }
}

function markHiddenNames(moved: readonly Node[], statements: readonly Node[], code: ActorCode): void {
  const staying = new Set(
    statements
      .filter((one) => !moved.includes(one))
      .flatMap((one) => one.descendantsOfType('identifier').map(({ text }) => text)),
  );
  for (const name of assignedNames(moved)) {
    if (!builtins.has(name) && !staying.has(name)) continue;
    const uses = moved.flatMap((one) => one.descendantsOfType('identifier')).filter(({ text }) => text === name);
    if (uses.length > 1)
      code.mark(
        uses[0]!,
        `\`${name}\` is assigned in this function now and hides the other \`${name}\` in all of it; rename one of them if both are meant.`,
      );
  }
}
