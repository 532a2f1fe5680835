import type { Node } from 'web-tree-sitter';
import type { Finding } from '../declaration.ts';
import { notMetadata, type Entry } from '../literal.ts';
import { codeChildren, positionOf, readLiteral } from './pythonLiteral.ts';

/** What stands after the `@`, without its arguments. */
export function decoratorName(decorator: Node): Node {
  const [expression] = codeChildren(decorator);
  if (expression?.type !== 'call') return expression ?? decorator;
  return expression.childForFieldName('function') ?? expression;
}

/** `@actor(name=…)`, `@actor({...})`, `@actor("Name")`, `@actor(**{...})` and any of these together. */
export function decoratorEntries(decorator: Node, problems: Finding[]): Entry[] {
  const [call] = codeChildren(decorator);
  const argumentList = call?.type === 'call' ? call.childForFieldName('arguments') : null;
  if (!argumentList) return [];
  return codeChildren(argumentList).flatMap((argument): Entry[] => {
    const at = positionOf(argument);
    if (argument.type === 'keyword_argument') {
      const value = argument.childForFieldName('value');
      const key = argument.childForFieldName('name')?.text;
      return value && key !== undefined ? [{ key, at, value: readLiteral(value) }] : [];
    }
    const [inner] = argument.type === 'dictionary_splat' ? codeChildren(argument) : [argument];
    const literal = readLiteral(inner ?? argument);
    if (literal.kind === 'mapping') return [...literal.entries];
    if (literal.kind === 'scalar' && typeof literal.value === 'string') return [{ key: 'name', at, value: literal }];
    problems.push({ at, message: notMetadata(argument.text) });
    return [];
  });
}
