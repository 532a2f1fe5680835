import type { Node } from 'web-tree-sitter';
import type { Finding } from '../declaration.ts';
import { decoratorName } from './pythonDecorator.ts';
import type { ReflowNames } from './pythonImports.ts';
import { positionOf } from './pythonLiteral.ts';
import type { Statement } from './pythonStatements.ts';

/** What looks as if it were meant as an actor and is none, in a file that declares none; the first such thing, or nothing. */
export function misplacedActors(root: Node, statements: readonly Statement[], names: ReflowNames): Finding[] {
  const findings = [
    ...statements.flatMap((statement) => misplacedBinding(statement, names)),
    ...root.descendantsOfType('decorated_definition').flatMap((node) => {
      const decorator = node.namedChildren.find((one) => one.type === 'decorator' && names.isActor(decoratorName(one)));
      return decorator ? [{ at: positionOf(decorator), message: inside }] : [];
    }),
    ...root.descendantsOfType('function_definition').flatMap((node) => {
      const isProcess = node.childForFieldName('name')?.text === 'process';
      return isProcess ? [{ at: positionOf(node), message: inside }] : [];
    }),
  ];
  return findings.slice(0, 1);
}

const inside =
  'This function stands inside of another function or a class; only functions of the module itself are actors.';
const elsewhere =
  '`process` is no function of this file: write `async def process(context)` here, and call the other one in it.';
const called = '`actor(…)` makes an actor as a decorator only: write `@actor(…)` above the function.';

/** `process = lambda …`, `from x import process`, `x = actor(…)(f)`. */
function misplacedBinding({ node, type }: Statement, names: ReflowNames): Finding[] {
  const at = positionOf(node);
  if (type === 'import_from_statement') {
    const bound = node.childrenForFieldName('name').map((one) => (one.childForFieldName('alias') ?? one).text);
    return bound.includes('process') ? [{ at, message: elsewhere }] : [];
  }
  const expression = type === 'expression_statement' ? node.namedChild(0) : null;
  const isAssignment = expression?.type === 'assignment';
  let callee = isAssignment ? expression.childForFieldName('right') : expression;
  while (callee?.type === 'call') {
    callee = callee.childForFieldName('function');
    if (callee && names.isActor(callee)) return [{ at, message: called }];
  }
  return isAssignment && expression.childForFieldName('left')?.text === 'process' ? [{ at, message: elsewhere }] : [];
}
