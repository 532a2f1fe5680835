import type { Program } from 'oxc-parser';
import { child, children, nodesOf, type AnyNode } from './javascriptTree.ts';

interface Misplaced {
  readonly start: number;
  readonly message: string;
}

const elsewhere =
  'This names a function of another file: write `export async function process(context)` here, and call the other one in it.';
const inClass = '`process` is a method here: actors are functions of the module itself.';

/** What looks as if it were meant as an actor and is none, in a file that declares none; the first such thing, or nothing. */
export function misplacedActors(program: Program): Misplaced[] {
  const statements = program.body as unknown as AnyNode[];
  const found = [
    ...statements.filter(namesAnother).map(({ start }) => ({ start, message: elsewhere })),
    ...[...nodesOf(program as unknown as AnyNode)]
      .filter(({ node }) => node.type === 'MethodDefinition' && child(node, 'key')?.['name'] === 'process')
      .map(({ node: { start } }) => ({ start, message: inClass })),
  ];
  return found.slice(0, 1);
}

/** `export { process } from './x.js'`, `export * from`, `import { process } from`. */
function namesAnother(statement: AnyNode): boolean {
  if (statement.type === 'ExportAllDeclaration') return true;
  const isExport = statement.type === 'ExportNamedDeclaration' && child(statement, 'source') !== undefined;
  if (!isExport && statement.type !== 'ImportDeclaration') return false;
  const names = children(statement, 'specifiers').map((one) => child(one, isExport ? 'exported' : 'local')?.['name']);
  return names.includes('process') || (isExport && names.includes('default'));
}
