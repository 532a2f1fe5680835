import type { PortDefinition } from '#shared/actor/actor.ts';
import type { PortType } from '#shared/actor/portType.ts';
import type { OverlaidActor } from './actorOverlay.ts';

const head = `from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from typing import Any, Literal, Never, TypeVar, overload
import reflow

_T = TypeVar("_T")
`;

/** The classes of the actors' contexts (E5), as a stub of names that every Python file knows. */
export function actorStub(actors: readonly OverlaidActor[]): string {
  return [head, ...actors.map(contextClass)].join('\n');
}

/** The name of the class of an actor's context: as long as `ActorContext`. @param number counts the actors that are open */
export function contextClassOf(number: number): string {
  return `ReflowCtx${number.toString(36).padStart(3, '0')}`;
}

function configClassOf(contextClass: string): string {
  return contextClass.replace('Ctx', 'Cfg');
}

const ownNames = /\bReflowC(tx|fg)\w{3}\b/g;

/** A text of Pyright's with the names that a person knows. */
export function readable(text: string): string {
  return text.replaceAll(ownNames, (_name, kind) => (kind === 'tx' ? 'ActorContext' : 'dict'));
}

export function isOwnName(name: string): boolean {
  return new RegExp(`^${ownNames.source}$`).test(name);
}

function contextClass({ component, contextClass: name, declares }: OverlaidActor): string {
  const { inports, outports, configSchema } = component;
  const configName = configClassOf(name);
  const config = { keys: configKeys(configSchema), hasMore: Boolean(configSchema?.['additionalProperties']) };
  const members = [
    ...(declares.inports ? inputs(inports) : []),
    ...(declares.outports ? outputs(outports) : []),
    ...(config.keys.length > 0 ? configMembers(config, configName) : []),
  ];
  return [
    ...(config.keys.length > 0 ? [configClass(config, configName)] : []),
    `class ${name}(reflow.ActorContext):`,
    ...(members.length > 0 ? members.map((line) => `    ${line}`) : ['    pass']),
    '',
  ].join('\n');
}

function inputs(ports: readonly PortDefinition[]): string[] {
  const names = literal(ports.map(({ name }) => name));
  const typed = ports.flatMap(({ name, port_type, required, default: missing }) => {
    const type = inputType(port_type);
    const alone = required || missing !== undefined || type === 'Any' ? type : `${type} | None`;
    const port = `port: ${literal([name])}`;
    return [
      `def get_input(self, ${port}) -> ${alone}: ...`,
      `def get_input(self, ${port}, default: _T) -> ${type} | _T: ...`,
    ];
  });
  return [...overloads(typed), `def has_input(self, port: ${names}) -> bool: ...`];
}

function outputs(ports: readonly PortDefinition[]): string[] {
  const methods = [
    ['send_output', 'Awaitable[None]'],
    ['send', 'Awaitable[None]'],
    ['send_output_sync', 'None'],
  ] as const;
  return methods.flatMap(([method, answer]) =>
    overloads(
      ports.map(
        ({ name, port_type }) =>
          `def ${method}(self, port: ${literal([name])}, value: ${outputType(port_type)} = ...) -> ${answer}: ...`,
      ),
    ),
  );
}

interface ConfigKey {
  readonly name: string;
  readonly type: string;
  /** Whether it is always there: it has a default, or has to be given. */
  readonly isSure: boolean;
}

/** A config has the keys that its schema names, unless the schema says that it may have more. */
interface ConfigShape {
  readonly keys: readonly ConfigKey[];
  readonly hasMore: boolean;
}

function configMembers(shape: ConfigShape, configName: string): string[] {
  return [
    '@property',
    `def config(self) -> ${configName}: ...`,
    '@overload',
    `def get_config(self) -> ${configName}: ...`,
    ...keyedReads(shape, 'get_config', 'None'),
  ];
}

function configClass(shape: ConfigShape, configName: string): string {
  const items = shape.keys.map(({ name, type }) => `def __getitem__(self, key: ${literal([name])}, /) -> ${type}: ...`);
  const other = shape.hasMore ? ['def __getitem__(self, key: str, /) -> Any: ...'] : [];
  const lines = [...overloads([...items, ...other]), ...keyedReads(shape, 'get', 'None')];
  return [`class ${configName}(dict[str, Any]):`, ...lines.map((line) => `    ${line}`), ''].join('\n');
}

/** A method that reads a key, with or without what to give when it is missing. */
function keyedReads({ keys, hasMore }: ConfigShape, method: string, missing: string): string[] {
  const typed = keys.flatMap(({ name, type, isSure }) => [
    `def ${method}(self, key: ${literal([name])}) -> ${isSure || type === 'Any' ? type : `${type} | ${missing}`}: ...`,
    `def ${method}(self, key: ${literal([name])}, default: _T) -> ${isSure ? type : `${type} | _T`}: ...`,
  ]);
  const other = hasMore ? [`def ${method}(self, key: str, default: Any = ...) -> Any: ...`] : [];
  return [...typed, ...other].flatMap((line) => ['@overload', line]);
}

const jsonTypes: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  array: 'list[Any]',
  object: 'dict[str, Any]',
};

function configKeys(schema: Record<string, unknown> | null): ConfigKey[] {
  const properties = (schema?.['properties'] ?? {}) as Record<string, Record<string, unknown>>;
  const required = new Set(Array.isArray(schema?.['required']) ? (schema['required'] as unknown[]) : []);
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: configType(property),
    isSure: required.has(name) || property?.['default'] !== undefined,
  }));
}

function configType(property: Record<string, unknown> | undefined): string {
  const { enum: choices, type, items } = property ?? {};
  if (Array.isArray(choices) && choices.length > 0 && choices.every((one) => typeof one === 'string'))
    return literal(choices as string[]);
  if (type === 'array' && typeof items === 'object' && items !== null)
    return `list[${configType(items as Record<string, unknown>)}]`;
  return (typeof type === 'string' && jsonTypes[type]) || 'Any';
}

function inputType(type: PortType): string {
  switch (type.type) {
    case 'boolean':
      return 'bool';
    case 'integer':
      return 'int';
    case 'float':
      return 'float';
    case 'string':
      return 'str';
    case 'encoded':
      return 'bytes';
    case 'object':
      return 'dict[str, Any]';
    case 'array':
      return `list[${inputType(type.value)}]`;
    case 'option':
      return `${inputType(type.value)} | None`;
    default:
      return 'Any';
  }
}

/** What may be sent: the value, a message, or an iterator that is sent item by item (A6). */
function outputType(type: PortType): string {
  const value = sentType(type);
  return value === 'Any' ? 'Any' : `${value} | reflow.Message | Iterator[Any] | AsyncIterator[Any]`;
}

function sentType(type: PortType): string {
  switch (type.type) {
    case 'encoded':
      return 'bytes | bytearray | memoryview';
    case 'object':
      return 'Mapping[str, Any]';
    case 'array':
      return `Sequence[${sentType(type.value)}]`;
    case 'option':
      return `${sentType(type.value)} | None`;
    default:
      return inputType(type);
  }
}

/** Overloads need a second one to be any. */
function overloads(lines: readonly string[]): string[] {
  return lines.length === 1 ? [...lines] : lines.flatMap((line) => ['@overload', line]);
}

function literal(names: readonly string[]): string {
  return names.length === 0 ? 'Never' : `Literal[${names.map((name) => JSON.stringify(name)).join(', ')}]`;
}
