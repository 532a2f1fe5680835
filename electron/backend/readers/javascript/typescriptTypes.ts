import type { Program } from 'oxc-parser';
import type { PortType } from '#shared/actor/portType.ts';
import { objectSchema, type SchemaField } from '../configSchemaName.ts';
import type { Literal, Position } from '../literal.ts';
import { PortTypes } from '../portTypes.ts';
import { textOf, unwrapped, walk, type AnyNode } from './javascriptPorts.ts';

/** Interfaces and type literals of a module: their members by name. */
type DeclaredTypes = ReadonlyMap<string, AnyNode[]>;

/** Those at the top of a module. */
export function declaredTypes(program: Program): Map<string, AnyNode[]> {
  const types = new Map<string, AnyNode[]>();
  for (const statement of program.body as unknown as AnyNode[]) {
    const node = (statement.type === 'ExportNamedDeclaration' ? statement['declaration'] : statement) as AnyNode | null;
    const name = (node?.['id'] as AnyNode | undefined)?.['name'];
    if (typeof name !== 'string') continue;
    if (node?.type === 'TSInterfaceDeclaration') types.set(name, (node['body'] as AnyNode)['body'] as AnyNode[]);
    const alias = node?.type === 'TSTypeAliasDeclaration' ? (node['typeAnnotation'] as AnyNode) : undefined;
    if (alias?.type === 'TSTypeLiteral') types.set(name, alias['members'] as AnyNode[]);
  }
  return types;
}

const simplePorts: Readonly<Record<string, PortType>> = {
  TSNumberKeyword: { type: 'float' },
  TSBigIntKeyword: { type: 'integer' },
  TSStringKeyword: { type: 'string' },
  TSBooleanKeyword: { type: 'boolean' },
  TSTypeLiteral: { type: 'object' },
};
const namedPorts: Readonly<Record<string, PortType>> = {
  Uint8Array: { type: 'encoded' },
  Buffer: { type: 'encoded' },
  Record: { type: 'object' },
};

/** `T` of `readonly T`. */
function withoutReadonly(node: AnyNode | undefined): AnyNode | undefined {
  const isReadonly = node?.type === 'TSTypeOperator' && node['operator'] === 'readonly';
  return isReadonly ? (node['typeAnnotation'] as AnyNode) : node;
}

function argumentsOf(node: AnyNode): AnyNode[] {
  return (((node['typeArguments'] ?? node['typeParameters']) as AnyNode | null | undefined)?.['params'] ??
    []) as AnyNode[];
}

function referenceName(node: AnyNode | undefined): string | undefined {
  const name = node?.type === 'TSTypeReference' ? (node['typeName'] as AnyNode)['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function portTypeOf(written: AnyNode | undefined, declared: DeclaredTypes, depth = 0): PortType | undefined {
  const node = withoutReadonly(written);
  if (!node || depth > 8) return undefined;
  if (Object.hasOwn(simplePorts, node.type)) return simplePorts[node.type];
  const name = referenceName(node);
  if (name !== undefined && declared.has(name)) return { type: 'object' };
  if (name !== undefined && Object.hasOwn(namedPorts, name)) return namedPorts[name];
  const element =
    node.type === 'TSArrayType'
      ? (node['elementType'] as AnyNode)
      : name === 'Array' || name === 'ReadonlyArray'
        ? argumentsOf(node)[0]
        : undefined;
  if (element) return { type: 'array', value: portTypeOf(element, declared, depth + 1) ?? { type: 'any' } };
  if (node.type !== 'TSUnionType') return undefined;
  const members = node['types'] as AnyNode[];
  const others = members.filter(({ type }) => type !== 'TSNullKeyword' && type !== 'TSUndefinedKeyword');
  if (others.length > 0 && others.every((one) => isTextLiteral(one)) && others.length === members.length)
    return { type: 'string' };
  const value =
    others.length === 1 && others.length < members.length ? portTypeOf(others[0], declared, depth + 1) : undefined;
  return value && { type: 'option', value };
}

function isTextLiteral(node: AnyNode): boolean {
  return node.type === 'TSLiteralType' && textOf(node['literal'] as AnyNode) !== undefined;
}

function annotationOf(node: AnyNode | null | undefined): AnyNode | undefined {
  return (node?.['typeAnnotation'] as AnyNode | null | undefined)?.['typeAnnotation'] as AnyNode | undefined;
}

/** What TypeScript says about ports: `const n: number = context.getInput('n')`, `getInput<number>('n')`, `: Promise<{ out: string }>`. */
export function hintedPorts(body: object | undefined, scope: object, declared: DeclaredTypes): PortTypes {
  const types = new PortTypes();
  walk(scope as AnyNode, (node) => {
    if (node.type === 'VariableDeclarator') {
      const port = readPortName(node['init'] as AnyNode | null);
      if (port !== undefined) types.input(port, portTypeOf(annotationOf(node['id'] as AnyNode), declared));
    } else if (node.type === 'TSAsExpression') {
      const port = readPortName(node['expression'] as AnyNode);
      if (port !== undefined) types.input(port, portTypeOf(node['typeAnnotation'] as AnyNode, declared));
    } else if (node.type === 'CallExpression') {
      const port = readPortName(node);
      if (port !== undefined) types.input(port, portTypeOf(argumentsOf(node)[0], declared));
    }
  });
  const written = ((body as AnyNode | undefined)?.['returnType'] as AnyNode | null | undefined)?.['typeAnnotation'] as
    | AnyNode
    | undefined;
  const result = referenceName(written) === 'Promise' ? argumentsOf(written!)[0] : written;
  if (!result) return types;
  if (referenceName(result) === 'Record') types.everyOutput = portTypeOf(argumentsOf(result)[1], declared);
  const members =
    result.type === 'TSTypeLiteral' ? (result['members'] as AnyNode[]) : declared.get(referenceName(result) ?? '');
  for (const { name, type } of membersOf(members ?? [])) types.output(name, portTypeOf(type, declared));
  return types;
}

/** The port that an expression reads with `getInput`. */
function readPortName(expression: AnyNode | null): string | undefined {
  const call = unwrapped(expression);
  const callee = call?.type === 'CallExpression' ? unwrapped(call['callee'] as AnyNode) : undefined;
  const method = callee?.type === 'MemberExpression' ? (callee['property'] as AnyNode)['name'] : undefined;
  return method === 'getInput' || method === 'get_input' ? textOf((call!['arguments'] as AnyNode[])[0]) : undefined;
}

function membersOf(members: readonly AnyNode[]) {
  return members.flatMap((member) => {
    const key = member['key'] as AnyNode | undefined;
    const name = member.type === 'TSPropertySignature' ? (key?.['name'] ?? textOf(key)) : undefined;
    if (typeof name !== 'string') return [];
    return [{ name, type: annotationOf(member), isOptional: member['optional'] === true }];
  });
}

/** The JSON Schema of an interface or a type literal. */
export function interfaceSchema(members: readonly AnyNode[], at: Position): Literal {
  const fields = membersOf(members).map(({ name, type, isOptional }): SchemaField => ({
    name,
    required: !isOptional,
    schema: schemaOf(type),
  }));
  return objectSchema(fields, '', at);
}

const simpleSchemas: Readonly<Record<string, string>> = {
  TSNumberKeyword: 'number',
  TSBigIntKeyword: 'integer',
  TSStringKeyword: 'string',
  TSBooleanKeyword: 'boolean',
  TSNullKeyword: 'null',
};

function schemaOf(written: AnyNode | undefined, depth = 0): Record<string, unknown> {
  const node = withoutReadonly(written);
  if (!node || depth > 8) return {};
  if (Object.hasOwn(simpleSchemas, node.type)) return { type: simpleSchemas[node.type] };
  const name = referenceName(node);
  if (node.type === 'TSArrayType') return { type: 'array', items: schemaOf(node['elementType'] as AnyNode, depth + 1) };
  if (name === 'Array' || name === 'ReadonlyArray')
    return { type: 'array', items: schemaOf(argumentsOf(node)[0], depth + 1) };
  if (name === 'Record') return { type: 'object' };
  if (node.type === 'TSTypeLiteral') {
    const members = membersOf(node['members'] as AnyNode[]);
    const required = members.filter(({ isOptional }) => !isOptional).map((member) => member.name);
    const properties = Object.fromEntries(members.map((member) => [member.name, schemaOf(member.type, depth + 1)]));
    return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
  }
  if (isTextLiteral(node)) return { enum: [textOf(node['literal'] as AnyNode)!] };
  if (node.type !== 'TSUnionType') return {};
  const members = node['types'] as AnyNode[];
  if (members.every(isTextLiteral)) return { enum: members.map((one) => textOf(one['literal'] as AnyNode)!) };
  return { anyOf: members.map((one) => schemaOf(one, depth + 1)) };
}
