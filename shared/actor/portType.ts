/** Port types and what may be wired to what (M4). Pure; used by discovery, validation and the canvas while a wire is dragged. */

const simpleKinds = ['any', 'flow', 'event', 'boolean', 'integer', 'float', 'string', 'stream', 'encoded'] as const;
type SimpleKind = (typeof simpleKinds)[number];

/** The type of a port (M4), in its JSON form. */
export type PortType =
  | { readonly type: SimpleKind }
  | { readonly type: 'object'; readonly value?: string }
  | { readonly type: 'array'; readonly value: PortType }
  | { readonly type: 'option'; readonly value: PortType };

/** The type of a port that says none. */
export const anyType: PortType = { type: 'any' };

/** Spellings that people write for the kinds above. */
const synonyms: Readonly<Record<string, PortType>> = {
  bool: { type: 'boolean' },
  int: { type: 'integer' },
  number: { type: 'float' },
  str: { type: 'string' },
  text: { type: 'string' },
  dict: { type: 'object' },
  list: { type: 'array', value: anyType },
  array: { type: 'array', value: anyType },
  option: { type: 'option', value: anyType },
  optional: { type: 'option', value: anyType },
  bytes: { type: 'encoded' },
  binary: { type: 'encoded' },
};

/**
 * Reads a port type in its JSON form `{"type":"array","value":{"type":"string"}}`, in upstream's `{"Array":"String"}`-like
 * bare strings, or as `array<string>`, `string[]`, `object<Row>`, `string?`.
 * @returns undefined for anything that names no port type
 */
export function parsePortType(input: unknown): PortType | undefined {
  if (typeof input === 'string') return parseText(input.trim());
  if (typeof input !== 'object' || input === null) return undefined;
  const { type, value } = input as { type?: unknown; value?: unknown };
  if (typeof type !== 'string') return undefined;
  const kind = type.toLowerCase();
  if (kind === 'array' || kind === 'option' || kind === 'optional') {
    const element = value === undefined || value === null ? anyType : parsePortType(value);
    return element && { type: kind === 'array' ? 'array' : 'option', value: element };
  }
  if (kind === 'object')
    return typeof value === 'string' && value !== '' ? { type: 'object', value } : { type: 'object' };
  return parseText(type);
}

function parseText(text: string): PortType | undefined {
  const generic = /^(\w+)\s*[<[(]\s*(.+?)\s*[>\])]$/.exec(text);
  if (generic) {
    const kind = generic[1]!.toLowerCase();
    if (kind === 'object') return { type: 'object', value: generic[2]! };
    if (kind !== 'array' && kind !== 'list' && kind !== 'option' && kind !== 'optional') return undefined;
    const element = parseText(generic[2]!);
    return element && { type: kind === 'array' || kind === 'list' ? 'array' : 'option', value: element };
  }
  if (text.endsWith('[]')) {
    const element = parseText(text.slice(0, -2));
    return element && { type: 'array', value: element };
  }
  if (text.endsWith('?')) {
    const element = parseText(text.slice(0, -1));
    return element && { type: 'option', value: element };
  }
  const name = text.toLowerCase();
  if ((simpleKinds as readonly string[]).includes(name)) return { type: name as SimpleKind };
  if (name === 'object') return { type: 'object' };
  return Object.hasOwn(synonyms, name) ? synonyms[name] : undefined;
}

/** `array<string>`: how a port type is shown and how it can be written in an actor. */
export function formatPortType(type: PortType): string {
  if (type.type === 'array' || type.type === 'option') return `${type.type}<${formatPortType(type.value)}>`;
  return type.type === 'object' && type.value !== undefined ? `object<${type.value}>` : type.type;
}

/** Whether a message of type `from` may enter a port of type `to` (M4). */
export function isAssignable(from: PortType, to: PortType): boolean {
  if (from.type === 'any' || to.type === 'any') return true;
  if (to.type === 'option') return isAssignable(from.type === 'option' ? from.value : from, to.value);
  if (from.type === 'integer' && to.type === 'float') return true;
  if (from.type === 'array' && to.type === 'array') return isAssignable(from.value, to.value);
  if (from.type === 'object' && to.type === 'object')
    return from.value === undefined || to.value === undefined || from.value === to.value;
  return from.type === to.type;
}

/** The sentence shown when a wire is refused (E2); undefined when the types fit. */
export function whyNotAssignable(from: PortType, to: PortType): string | undefined {
  if (isAssignable(from, to)) return undefined;
  return `${formatPortType(from)} does not fit ${formatPortType(to)}`;
}
