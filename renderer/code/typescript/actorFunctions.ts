import type {
  FunctionNode,
  ObjectLiteral,
  SourceFile,
  SyntaxApi,
  SyntaxNode,
} from 'monaco-editor/languages/features/typescript/lib/typescriptServices';

/** A function that is an actor's, and what declares its ports and config. */
export interface ActorFunction {
  readonly node: FunctionNode;
  /** An object literal; its text where a comment is what declares them. */
  readonly metadata: ObjectLiteral | string | undefined;
  /** Whether the literal is handed to `actor` under a name, which would lose what its strings are. */
  readonly isNamed: boolean;
}

const metadataNames = /^(?:(?:module\.)?exports\.)?(?:metadata|actorMetadata|__actor_metadata__)$/;
const processNames = /^(?:(?:module\.)?exports\.)?process$/;
const defaultNames = /^(?:default|module\.exports)$/;

/** The functions of a file that are actors, in all the forms that discovery knows (D4). */
export function actorFunctions(ts: SyntaxApi, file: SourceFile): ActorFunction[] {
  const names = namedExpressions(ts, file);
  const resolve = (node: SyntaxNode | undefined): SyntaxNode | undefined => {
    const plain = node && unwrapped(ts, node);
    return plain && ts.isIdentifier(plain) ? names.get(plain.getText()) : plain;
  };
  const functionOf = (node: SyntaxNode | undefined): FunctionNode | undefined => {
    const found = resolve(node);
    return found && isFunction(ts, found) ? found : undefined;
  };
  const literalOf = (node: SyntaxNode | undefined): ObjectLiteral | undefined => {
    const found = resolve(node);
    return found && ts.isObjectLiteralExpression(found) ? found : undefined;
  };

  const found = new Map<FunctionNode, Omit<ActorFunction, 'node'>>();
  const isActor = actorNames(file.getFullText());
  const visit = (node: SyntaxNode): void => {
    if (ts.isCallExpression(node)) {
      const [first, second] = node.arguments;
      if (isActor(node.expression) && second) add(functionOf(second), literalOf(first), ts.isIdentifier(first!));
      else if (ts.isCallExpression(node.expression) && isActor(node.expression.expression))
        add(functionOf(first), literalOf(node.expression.arguments[0]));
    }
    if (ts.isFunctionDeclaration(node))
      for (const decorator of node.modifiers?.filter((one) => ts.isDecorator(one)) ?? []) {
        const called = ts.isCallExpression(decorator.expression) ? decorator.expression : undefined;
        if (isActor(called?.expression ?? decorator.expression)) add(node, literalOf(called?.arguments[0]));
      }
    ts.forEachChild(node, visit);
  };
  const add = (node: FunctionNode | undefined, metadata: ActorFunction['metadata'], isNamed = false): void => {
    if (node && !found.has(node)) found.set(node, { metadata, isNamed });
  };
  visit(file);
  if (found.size === 0) {
    const named = (pattern: RegExp) => [...names].find(([name]) => pattern.test(name))?.[1];
    const node = functionOf(named(processNames)) ?? functionOf(named(defaultNames)) ?? onlyFunction(ts, names);
    const metadata = literalOf(named(metadataNames)) ?? documentedPorts(node, file);
    if (metadata !== undefined || (node && isContext(node))) add(node, metadata);
  }
  return [...found].map(([node, declared]) => ({ node, ...declared }));
}

/** What the names of a file's top level stand for: constants, functions, and what is exported under a name or by default. */
function namedExpressions(ts: SyntaxApi, file: SourceFile): Map<string, SyntaxNode> {
  const names = new Map<string, SyntaxNode>();
  const addProperties = ({ properties }: ObjectLiteral): void => {
    for (const property of properties)
      if (property.name) names.set(`exports.${property.name.getText()}`, property.initializer ?? property);
  };
  for (const node of file.statements) {
    if (ts.isFunctionDeclaration(node)) names.set(node.name?.getText() ?? 'default', node);
    if (ts.isExportAssignment(node)) names.set('default', node.expression);
    if (ts.isVariableStatement(node))
      for (const { name, initializer } of node.declarationList.declarations)
        if (name && initializer) names.set(name.getText(), unwrapped(ts, initializer));
    if (!ts.isExpressionStatement(node) || !ts.isBinaryExpression(node.expression)) continue;
    const { left, right } = node.expression;
    const value = unwrapped(ts, right);
    if (left.getText() === 'module.exports' && ts.isObjectLiteralExpression(value)) addProperties(value);
    else names.set(left.getText(), value);
  }
  return names;
}

function unwrapped(ts: SyntaxApi, node: SyntaxNode): SyntaxNode {
  const isWrapped =
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node);
  return isWrapped ? unwrapped(ts, node.expression) : node;
}

function isFunction(ts: SyntaxApi, node: SyntaxNode): node is FunctionNode {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node)
  );
}

function onlyFunction(ts: SyntaxApi, names: ReadonlyMap<string, SyntaxNode>): FunctionNode | undefined {
  const functions = [...new Set(names.values())].filter((node): node is FunctionNode => isFunction(ts, node));
  return functions.length === 1 ? functions[0] : undefined;
}

/** Whether an expression is `actor`, under the name that the file gave it. */
function actorNames(text: string): (expression: SyntaxNode) => boolean {
  const aliases = [...text.matchAll(/\bactor\s*(?:as|:)\s*(?<alias>[A-Za-z_$][\w$]*)/g)];
  const names = new Set(['actor', ...aliases.map(({ groups }) => groups!['alias'])]);
  return (expression) => names.has(expression.getText()) || /^[\w$]+\.actor$/.test(expression.getText());
}

/** Whether a function that nothing declares is an actor's by what its parameter is called. */
function isContext({ parameters }: FunctionNode): boolean {
  return /^(?:context|ctx)$/.test(parameters[0]?.name?.getText() ?? '');
}

const documentedPort =
  /@(?<side>inport|outport)[ \t]+(?:\{(?<type>[^}]*)\}[ \t]*)?(?<optional>\[?)[ \t]*(?<name>[A-Za-z_$][\w$.-]*)(?<missing>[ \t]*=)?/g;

/** The ports that the comment above a function, or above the file, documents. */
function documentedPorts(node: FunctionNode | undefined, file: SourceFile): string | undefined {
  const text = file.getFullText();
  const comments = text.slice(0, node?.getStart() ?? 0).match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  const comment = comments.findLast((one) => /@(?:component|inport|outport)\b/.test(one));
  if (comment === undefined) return undefined;
  const sides: Record<string, object[]> = {};
  for (const { groups } of comment.matchAll(documentedPort)) {
    const { side, type, optional, name, missing } = groups as Record<string, string | undefined>;
    const port = {
      name,
      ...(type === undefined ? {} : { type: type.trim().toLowerCase() }),
      ...(optional === '' ? {} : { required: false }),
      ...(missing === undefined ? {} : { default: 0 }),
    };
    (sides[`${side}s`] ??= []).push(port);
  }
  return JSON.stringify(sides);
}
