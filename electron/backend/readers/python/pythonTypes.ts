import type { Node } from 'web-tree-sitter';
import type { PortType } from '#shared/actor/portType.ts';
import { objectSchema, type SchemaField } from '../configSchemaName.ts';
import type { Literal } from '../literal.ts';
import { PortTypes } from '../portTypes.ts';
import { readHint, type Hint } from './pythonHint.ts';
import { codeChildren, positionOf, readLiteral } from './pythonLiteral.ts';
import { readPortName } from './pythonPorts.ts';
import type { Statement } from './pythonStatements.ts';

const simplePorts: Readonly<Record<string, PortType>> = {
  int: { type: 'integer' },
  float: { type: 'float' },
  str: { type: 'string' },
  bool: { type: 'boolean' },
  bytes: { type: 'encoded' },
  dict: { type: 'object' },
  Dict: { type: 'object' },
};

/** @param classes of the module: one that names its fields is a mapping with these keys on a port */
function portTypeOf(hint: Hint | undefined, classes: ReadonlyMap<string, Node>): PortType | undefined {
  if (!hint) return undefined;
  if (Object.hasOwn(simplePorts, hint.name)) return simplePorts[hint.name];
  const definition = classes.get(hint.name);
  if (definition) return kindOfRecord(definition) ? { type: 'object' } : undefined;
  const [first] = hint.of;
  if (hint.name === 'list' || hint.name === 'List')
    return { type: 'array', value: portTypeOf(first, classes) ?? { type: 'any' } };
  const optional = hint.name === 'Optional' ? first : optionalOf(hint);
  const value = optional && portTypeOf(optional, classes);
  return value && { type: 'option', value };
}

/** `T` of `T | None` and `Union[T, None]`. */
function optionalOf({ name, of }: Hint): Hint | undefined {
  if (name !== '|' && name !== 'Union') return undefined;
  const others = of.filter((one) => one.name !== 'None');
  return others.length === 1 && others.length < of.length ? others[0] : undefined;
}

/**
 * What the type hints of an actor say about its ports: `n: int = context.get_input("n")`, `-> dict[str, float]`.
 * @param scope where inports are read; undefined when nobody asks for their types
 */
export function hintedPorts(body: Node, scope: Node | undefined, classes: ReadonlyMap<string, Node>): PortTypes {
  const types = new PortTypes();
  for (const assignment of scope?.descendantsOfType('assignment') ?? []) {
    const hint = assignment.childForFieldName('type');
    const right = assignment.childForFieldName('right');
    const port = hint && right ? readPortName(right) : undefined;
    if (hint && port !== undefined) types.input(port, portTypeOf(readHint(hint), classes));
  }
  const returned = body.childForFieldName('return_type');
  const hint = returned ? readHint(returned) : undefined;
  const result = hint && (hint.name === 'Optional' ? hint.of[0] : (optionalOf(hint) ?? hint));
  if (!result) return types;
  if ((result.name === 'dict' || result.name === 'Dict') && result.of.length === 2)
    types.everyOutput = portTypeOf(result.of[1], classes);
  const definition = classes.get(result.name);
  if (definition)
    for (const { name, hint: own } of fieldsOf(definition)) types.output(name, portTypeOf(withoutMarks(own), classes));
  return types;
}

/** Classes of a module by name. */
export function classesOf(statements: readonly Statement[]): Map<string, Node> {
  const classes = new Map<string, Node>();
  for (const { node: statement, type } of statements) {
    if (type !== 'decorated_definition' && type !== 'class_definition') continue;
    const node = type === 'decorated_definition' ? statement.childForFieldName('definition') : statement;
    const name = node?.type === 'class_definition' ? node.childForFieldName('name')?.text : undefined;
    if (node && name !== undefined) classes.set(name, node);
  }
  return classes;
}

/** Whether a class only names fields, and how it does. */
function kindOfRecord(definition: Node): 'typedDict' | 'dataclass' | 'model' | undefined {
  const bases = definition.childForFieldName('superclasses')?.text ?? '';
  if (/\bTypedDict\b/.test(bases)) return 'typedDict';
  const decorators = definition.parent?.type === 'decorated_definition' ? definition.parent.namedChildren : [];
  if (decorators.some((one) => one.type === 'decorator' && /\bdataclass\b/.test(one.text))) return 'dataclass';
  return /\bBaseModel\b/.test(bases) ? 'model' : undefined;
}

/** The JSON Schema of a dataclass, a TypedDict or a pydantic model; undefined for any other class. */
export function classSchema(definition: Node, documentation: string): Literal | undefined {
  const kind = kindOfRecord(definition);
  if (!kind) return undefined;
  const bases = definition.childForFieldName('superclasses')?.text ?? '';
  const isPartial = kind === 'typedDict' && /\btotal\s*=\s*False\b/.test(bases);
  const fields = fieldsOf(definition).map(({ name, hint, value }): SchemaField => {
    const fallback = value && fallbackOf(value);
    const required = value === undefined && !isPartial && hint?.name !== 'NotRequired';
    return {
      ...{ name, required: required || hint?.name === 'Required', schema: schemaOf(withoutMarks(hint)) },
      ...(fallback && fallback.kind !== 'unreadable' ? { fallback } : {}),
    };
  });
  return objectSchema(fields, documentation, positionOf(definition));
}

function withoutMarks(hint: Hint | undefined): Hint | undefined {
  return hint && ['NotRequired', 'Required', 'Annotated', 'Final'].includes(hint.name) ? hint.of[0] : hint;
}

function fieldsOf(definition: Node): { name: string; hint: Hint | undefined; value: Node | undefined }[] {
  const body = definition.childForFieldName('body');
  return (body ? codeChildren(body) : []).flatMap((statement) => {
    const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    const name = assignment?.type === 'assignment' ? assignment.childForFieldName('left') : null;
    const type = assignment?.childForFieldName('type');
    if (name?.type !== 'identifier' || !type) return [];
    return [{ name: name.text, hint: readHint(type), value: assignment?.childForFieldName('right') ?? undefined }];
  });
}

/** A literal default, also inside `field(default=…)`. */
function fallbackOf(value: Node): Literal | undefined {
  if (value.type !== 'call') return readLiteral(value);
  const given = codeChildren(value.childForFieldName('arguments') ?? value).find(
    (one) => one.type === 'keyword_argument' && one.childForFieldName('name')?.text === 'default',
  );
  const written = given?.childForFieldName('value');
  return written ? readLiteral(written) : undefined;
}

const simpleSchemas: Readonly<Record<string, string>> = {
  int: 'integer',
  float: 'number',
  str: 'string',
  bool: 'boolean',
  dict: 'object',
  Dict: 'object',
  None: 'null',
};

function schemaOf(hint: Hint | undefined): Record<string, unknown> {
  if (!hint) return {};
  if (Object.hasOwn(simpleSchemas, hint.name)) return { type: simpleSchemas[hint.name] };
  if (hint.values) return { enum: hint.values };
  if (hint.name === 'list' || hint.name === 'List') return { type: 'array', items: schemaOf(hint.of[0]) };
  const members = hint.name === 'Optional' ? [...hint.of, { name: 'None', of: [] }] : hint.of;
  return ['Optional', 'Union', '|'].includes(hint.name) ? { anyOf: members.map(schemaOf) } : {};
}
