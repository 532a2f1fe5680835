import { WholeFloat } from './wholeFloat.ts';

/** The message types of rule M1, in the spelling that tagged JSON uses. */
export const messageTypes = [
  'Flow',
  'Event',
  'Boolean',
  'Integer',
  'Float',
  'String',
  'Object',
  'Array',
  'Stream',
  'Encoded',
  'Optional',
  'Any',
  'Error',
  'RemoteReference',
  'NetworkEvent',
] as const;

/** The type of a message (M1). */
export type MessageType = (typeof messageTypes)[number];

/**
 * A plain value on a port. Integers beyond ±2^53 are `bigint`; bytes are `Uint8Array`; everything else is what JSON can say,
 * plus `NaN` and the infinities (M3).
 */
export type Value = null | boolean | number | bigint | string | Uint8Array | Value[] | { [key: string]: Value };

/** A value on a port, with its type (M1). */
export interface Message {
  readonly type: MessageType;
  readonly data: Value;
}

const byLowerCase = new Map<string, MessageType>(messageTypes.map((type) => [type.toLowerCase(), type]));
const exact = new Set<string>(messageTypes);

/** The type that a tagged object names: `Integer` as `data` form, `integer` as `value` form; undefined when neither. */
export function messageTypeNamed(name: unknown, form: 'data' | 'value'): MessageType | undefined {
  if (typeof name !== 'string') return undefined;
  if (form === 'value') return byLowerCase.get(name);
  return exact.has(name) ? (name as MessageType) : undefined;
}

/** The type a plain value has when nobody said otherwise. */
export function naturalType(value: Value): MessageType {
  switch (typeof value) {
    case 'boolean':
      return 'Boolean';
    case 'bigint':
      return 'Integer';
    case 'number':
      return Number.isInteger(value) ? 'Integer' : 'Float';
    case 'string':
      return 'String';
  }
  if (value === null) return 'Optional';
  if (value instanceof WholeFloat) return 'Float';
  if (Array.isArray(value)) return 'Array';
  return value instanceof Uint8Array ? 'Encoded' : 'Object';
}
