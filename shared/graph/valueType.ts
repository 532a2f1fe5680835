import { readMessage } from '../message/json.ts';
import { naturalType, type Value } from '../message/message.ts';
import { chipOf } from '../message/preview.ts';
import { formatPortType, type PortType } from '../actor/portType.ts';

/**
 * Why a value, in any of the JSON forms of M2, cannot be a message of a port's type (M4); undefined when it can, or when only code
 * can tell.
 */
export function whyNotFitting(json: Value, type: PortType): string | undefined {
  const value = readMessage(json).data;
  if (fits(value, type)) return undefined;
  const shown = typeof value === 'object' ? naturalType(value).toLowerCase() : chipOf(value);
  return `${shown} does not fit ${formatPortType(type)}`;
}

function fits(value: Value, type: PortType): boolean {
  // Nothing is often sent just to set something going.
  if (value === null) return true;
  switch (type.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return naturalType(value) === 'Integer';
    case 'float':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'string':
      return typeof value === 'string';
    case 'object':
      return naturalType(value) === 'Object';
    case 'array':
      return Array.isArray(value) && value.every((item) => fits(item, type.value));
    case 'option':
      return fits(value, type.value);
    case 'any':
    case 'flow':
    case 'event':
    case 'stream':
    case 'encoded':
      return true;
  }
}
