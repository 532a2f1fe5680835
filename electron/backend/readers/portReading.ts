import type { PortDefinition } from '#shared/actor/actor.ts';
import { anyType, parsePortType, type PortType } from '#shared/actor/portType.ts';
import { literalValue, spreadKey, type Entry, type Literal, type Position } from './literal.ts';

type Report = (at: Position, message: string) => void;
export type PortDirection = 'inport' | 'outport';

/** More ports than this on one side are a mistake, or an attack (D10). */
export const mostPorts = 1000;

const specKeys = new Set(['name', 'type', 'port_type', 'portType', 'required', 'description', 'default', 'sticky']);

/** Reads ports in every form of D5; what cannot be read is reported and left out. */
export function readPorts(
  literal: Literal,
  direction: PortDirection,
  report: Report,
): { ports: PortDefinition[]; untyped: ReadonlySet<string> } {
  const untyped = new Set<string>();
  const ports = new Map<string, PortDefinition>();
  for (const { port, at, isTyped } of listPorts(literal, direction, report)) {
    if (!isTyped) untyped.add(port.name);
    if (ports.size === mostPorts) {
      report(at, `More than ${mostPorts} ${direction}s are declared; the rest is left out.`);
      break;
    }
    if (port.name.trim() === '') report(at, `An ${direction} has an empty name.`);
    else if (ports.has(port.name)) report(at, `The ${direction} \`${port.name}\` is declared twice.`);
    else ports.set(port.name, port);
  }
  return { ports: [...ports.values()], untyped };
}

interface PlacedPort {
  /** A type is written. */
  isTyped: boolean;
  port: PortDefinition;
  at: Position;
}

function* listPorts(literal: Literal, direction: PortDirection, report: Report): Generator<PlacedPort> {
  if (literal.kind !== 'list') {
    yield* readItem(literal, direction, true, report);
    return;
  }
  for (const item of literal.items) yield* readItem(item, direction, false, report);
}

function* readItem(item: Literal, direction: PortDirection, alone: boolean, report: Report): Generator<PlacedPort> {
  const { at } = item;
  if (item.kind === 'scalar' && typeof item.value === 'string')
    yield { at, isTyped: false, port: makePort(item.value, direction, anyType) };
  else if (item.kind === 'mapping') {
    const entries = item.entries.filter(({ key }) => key !== spreadKey);
    if (isSpec(entries, alone)) {
      const name = entries.find(({ key }) => key === 'name')!.value;
      const port = readSpec(String(literalValue(name)), entries, direction, report);
      yield { at, isTyped: saysType(entries), port };
    } else for (const entry of entries) yield readNamed(entry, direction, report);
  } else if (item.kind !== 'unreadable')
    report(at, `An ${direction} is written "name", {"name": …, "type": …} or {"name": "type"}.`);
}

/** `{"name": "x"}` is a port called x; alone, `{"name": "string"}` is a port called name. */
function isSpec(entries: readonly Entry[], alone: boolean): boolean {
  const name = entries.find(({ key }) => key === 'name')?.value;
  if (name?.kind !== 'scalar' || typeof name.value !== 'string') return false;
  if (!entries.every(({ key }) => specKeys.has(key))) return false;
  return entries.length > 1 || !alone || parsePortType(name.value) === undefined;
}

function readNamed({ key, at, value }: Entry, direction: PortDirection, report: Report): PlacedPort {
  if (value.kind === 'mapping' && value.entries.every((entry) => specKeys.has(entry.key))) {
    const isType = value.entries.some((entry) => entry.key === 'type') && parsePortType(literalValue(value));
    if (!isType || value.entries.length > 1)
      return {
        at,
        isTyped: saysType(value.entries),
        port: readSpec(key, value.entries, direction, report),
      };
  }
  return { at, isTyped: true, port: makePort(key, direction, readType(value, key, report)) };
}

function saysType(entries: readonly Entry[]): boolean {
  return entries.some(({ key }) => key === 'type' || key === 'port_type' || key === 'portType');
}

function readSpec(name: string, entries: readonly Entry[], direction: PortDirection, report: Report): PortDefinition {
  const port = makePort(name, direction, anyType);
  let required: boolean | undefined;
  for (const { key, at, value } of entries) {
    if (value.kind === 'unreadable') continue;
    const plain = literalValue(value);
    switch (key) {
      case 'type':
      case 'port_type':
      case 'portType':
        port.port_type = readType(value, name, report);
        break;
      case 'required':
        if (typeof plain === 'boolean') required = plain;
        else report(at, `\`required\` of the port \`${name}\` must be true or false.`);
        break;
      case 'description':
        if (typeof plain === 'string') port.description = plain;
        else report(at, `The description of the port \`${name}\` must be a text.`);
        break;
      case 'sticky':
        if (typeof plain === 'boolean') port.sticky = plain;
        else report(at, `\`sticky\` of the port \`${name}\` must be true or false.`);
        break;
      case 'default':
        port.default = plain;
        break;
    }
  }
  port.required = direction === 'inport' && (required ?? port.default === undefined);
  return port;
}

function readType(literal: Literal, port: string, report: Report): PortType {
  if (literal.kind === 'unreadable') return anyType;
  const plain = literalValue(literal);
  if (plain === null) return anyType;
  const type = parsePortType(plain);
  if (!type) {
    const text =
      typeof plain === 'string'
        ? plain
        : JSON.stringify(plain, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    report(
      literal.at,
      `\`${text}\` is no type of a port (\`${port}\`); there are any, flow, event, boolean, integer, float, string, object, array, option, stream and encoded.`,
    );
  }
  return type ?? anyType;
}

export function makePort(name: string, direction: PortDirection, type: PortType): PortDefinition {
  return { name, port_type: type, required: direction === 'inport', description: '' };
}
