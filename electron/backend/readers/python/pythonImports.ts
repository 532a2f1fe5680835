import type { Node } from 'web-tree-sitter';
import type { Statement } from './pythonStatements.ts';

/** The names under which a module knows `reflow` and its `actor`. */
export interface ReflowNames {
  isActor(expression: Node): boolean;
}

/**
 * Reads the imports of a module, and what it calls them afterwards (D3). Files need not import `actor`, the runner provides it, so the plain name counts unless the
 * file takes it from elsewhere.
 */
export function reflowNames(statements: readonly Statement[]): ReflowNames {
  const actors = new Set(['actor']);
  const modules = new Set(['reflow']);
  const isActor = (expression: Node): boolean => {
    if (expression.type === 'identifier') return actors.has(expression.text);
    if (expression.type !== 'attribute' || expression.childForFieldName('attribute')?.text !== 'actor') return false;
    return modules.has(expression.childForFieldName('object')?.text ?? '');
  };
  for (const { node: statement, type } of statements) {
    if (type === 'expression_statement') {
      const assignment = statement.namedChild(0);
      const left = assignment?.type === 'assignment' ? assignment.childForFieldName('left') : null;
      const right = assignment?.childForFieldName('right');
      if (left?.type === 'identifier' && right && isActor(right)) actors.add(left.text);
    }
    if (type !== 'import_from_statement' && type !== 'import_statement') continue;
    const source = statement.childForFieldName('module_name')?.text;
    for (const item of statement.childrenForFieldName('name')) {
      const imported = item.childForFieldName('name')?.text ?? item.text;
      const local =
        item.childForFieldName('alias')?.text ?? (source === undefined ? imported.split('.')[0]! : imported);
      const isReflow = isReflowModule(source ?? imported);
      if (source === undefined) mark(modules, local, isReflow);
      else if (imported === 'actor') mark(actors, local, isReflow);
      else if (local === 'actor') actors.delete(local);
    }
  }
  return { isActor };
}

function isReflowModule(name: string): boolean {
  return /^\.*reflow(\.|$)/.test(name);
}

function mark(names: Set<string>, name: string, isMember: boolean): void {
  if (isMember) names.add(name);
  else names.delete(name);
}
