import type { Node } from 'web-tree-sitter';
import type { LegacyForm } from '#shared/actor/actor.ts';
import { enclosingFunction, legacyParameters } from '../../readers/python/pythonLegacy.ts';
import { codeChildren } from '../../readers/python/pythonLiteral.ts';
import type { ActorFacts } from '../migration.ts';
import { SourceEdits } from '../sourceEdits.ts';
import { todoLines } from '../todo.ts';
import { ActorCode } from './actorCode.ts';
import { decoratorText } from './decorator.ts';
import { addImport, isDocumentation } from './imports.ts';
import { migrateScript } from './migrateScript.ts';
import { multilineStrings } from './multilineStrings.ts';

/**
 * Turns an old Python actor into one of today (L1) by changing ranges of its text.
 * @param entry the function's name; null for a file that is run as a whole
 */
export function migratePython(
  text: string,
  root: Node,
  entry: string | null,
  form: LegacyForm,
  facts: ActorFacts,
): string {
  const edits = new SourceEdits(text);
  if (form === 'script') migrateScript(root, edits, facts);
  else {
    const node = root
      .descendantsOfType('function_definition')
      .findLast((one) => one.childForFieldName('name')?.text === entry && !enclosingFunction(one))!;
    migrateFunction(root, node, form, edits, facts);
  }
  return edits.apply();
}

function migrateFunction(
  root: Node,
  node: Node,
  form: 'state' | 'context',
  edits: SourceEdits,
  facts: ActorFacts,
): void {
  const [inputs, second] = legacyParameters(node)!;
  const names = new Set(root.descendantsOfType('identifier').map(({ text }) => text));
  const context = form === 'context' ? second : names.has('context') ? 'actor_context' : 'context';
  const code = new ActorCode(root, node, edits, context);
  const setup = code.rewriteInputs(inputs, form);
  const isAsync = node.children.some((child) => child.type === 'async');
  let whole: string | undefined;
  let state = second;
  if (form === 'state') whole = code.rewriteState(second);
  else if (!isAsync) {
    state = names.has('state') ? 'actor_state' : 'state';
    whole = code.rewriteContextState(second, state);
  }
  code.markOutsideCalls();

  const reflow = addImport(root, edits);
  const definition = node.parent?.type === 'decorated_definition' ? node.parent : node;
  const indent = edits.indentation(definition.startIndex);
  const above = [...code.portNotes().flatMap((reason) => todoLines('#', reason)), decoratorText(reflow.actor, facts)];
  edits.before(definition.startIndex, above.join('\n').replaceAll('\n', `\n${indent}`) + `\n${indent}`);
  if ((code.awaits || whole !== undefined) && !isAsync) edits.before(node.startIndex, 'async ');
  replaceParameters(node, edits, `${context}: ${reflow.context}`);
  const kept = stateNames(node, state, code.isReassigned(state));
  if (whole !== undefined) setup.push(...wholeState(kept, context, whole));
  insertSetup(node, edits, setup, whole === undefined ? [] : savedState(kept, context));
}

/** Leaves comments between the parameters where they are. */
function replaceParameters(node: Node, edits: SourceEdits, text: string): void {
  const [first, second] = codeChildren(node.childForFieldName('parameters')!);
  edits.replace(first!.startIndex, first!.endIndex, text);
  if (!edits.text.slice(first!.endIndex, second!.startIndex).includes('#')) {
    edits.remove(first!.endIndex, second!.endIndex);
    return;
  }
  const comma = /^\s*,/.exec(edits.text.slice(second!.endIndex))?.[0].length ?? 0;
  edits.remove(second!.startIndex, second!.endIndex + comma);
}

/** Names for what loads and saves the state. */
interface StateNames {
  readonly state: string;
  /** What is saved in the end; `state` unless that gets other values. */
  readonly kept: string;
  readonly keys: string;
  readonly key: string;
  readonly value: string;
}

/** They are variables of the function then, so they must mean nothing to it yet. */
function stateNames(node: Node, state: string, isReassigned: boolean): StateNames {
  const taken = new Set(
    node
      .descendantsOfType('identifier')
      .filter(isVariable)
      .map(({ text }) => text),
  );
  const free = (name: string): string => (taken.has(name) ? free(`state_${name}`) : name);
  const kept = isReassigned ? free(`kept_${state}`) : state;
  return { state, kept, keys: free('kept_keys'), key: free('key'), value: free('value') };
}

/** Not the name of an attribute or of an argument. */
function isVariable(identifier: Node): boolean {
  const { parent } = identifier;
  const field = { attribute: 'attribute', keyword_argument: 'name' }[parent?.type ?? ''];
  return field === undefined || parent?.childForFieldName(field)?.id !== identifier.id;
}

function wholeState({ state, kept, keys, key }: StateNames, context: string, reason: string): string[] {
  const advice = `${reason}. Read and write single keys with ${context}.state.get and ${context}.state.set where that is the same.`;
  return [
    ...todoLines('#', `all of the state is loaded and saved here, because ${advice}`),
    `${state} = {${key}: await ${context}.state.get(${key}) for ${key} in await ${context}.state.keys()}`,
    ...(kept === state ? [] : [`${kept} = ${state}`]),
    `${keys} = set(${kept})`,
    'try:',
  ];
}

function savedState({ kept, keys, key, value }: StateNames, context: string): string[] {
  return [
    'finally:',
    `    for ${key} in ${keys} - set(${kept}):`,
    `        await ${context}.state.delete(${key})`,
    `    for ${key}, ${value} in ${kept}.items():`,
    `        await ${context}.state.set(${key}, ${value})`,
  ];
}

/** Puts lines at the beginning of a function, after its docstring, and others at its end with all between indented. */
function insertSetup(node: Node, edits: SourceEdits, setup: readonly string[], ending: readonly string[]): void {
  if (setup.length === 0) return;
  const body = node.childForFieldName('body')!;
  const [first] = codeChildren(body);
  const isDocumented = first !== undefined && isDocumentation(first);
  const colon = node.children.findLast((child) => child.type === ':')!;
  const isInline =
    body.startPosition.row === colon.endPosition.row && first?.startPosition.row === colon.endPosition.row;
  if (isInline) {
    const outer = edits.indentation(node.startIndex);
    const unit = ending.length === 0 ? '' : '    ';
    edits.replace(
      colon.endIndex,
      body.startIndex,
      `\n${setup.map((line) => `${outer}    ${line}\n`).join('')}${outer}    ${unit}`,
    );
    const end = edits.nextLine(node.endIndex);
    edits.between(end, closing(edits, end) + ending.map((line) => `${outer}    ${line}\n`).join(''));
    return;
  }
  const indent = edits.indentation(first!.startIndex);
  const start = edits.nextLine(isDocumented ? first!.endIndex : colon.endIndex);
  edits.between(start, closing(edits, start) + setup.map((line) => `${indent}${line}\n`).join(''));
  if (ending.length === 0) return;
  const unit = indent.includes('\t') ? '\t' : '    ';
  const end = edits.nextLine(node.endIndex);
  edits.indent(start, end, unit, multilineStrings(node));
  if (codeChildren(body).length === (isDocumented ? 1 : 0)) edits.between(end, `${indent}${unit}pass\n`);
  edits.between(
    end,
    closing(edits, end) + ending.map((line) => `${indent}${line.replaceAll('    ', unit)}\n`).join(''),
  );
}

/** A line end where the text ends without one. */
function closing({ text }: SourceEdits, at: number): string {
  return at === text.length && !text.endsWith('\n') ? '\n' : '';
}
