import type { PortType } from '#shared/actor/portType.ts';

export type PortShape = 'circle' | 'diamond' | 'square' | 'triangle' | 'hexagon' | 'ring';

/** The shape of a port says its family, so that colour is never alone (UI.md). */
export function portShape({ type }: PortType): PortShape {
  switch (type) {
    case 'object':
      return 'diamond';
    case 'array':
      return 'square';
    case 'flow':
    case 'event':
      return 'triangle';
    case 'stream':
      return 'hexagon';
    case 'option':
      return 'ring';
    default:
      return 'circle';
  }
}

/** The colour of a port as a CSS value; arrays and options have that of what they hold. */
export function portColor(type: PortType): string {
  if (type.type === 'array' || type.type === 'option') return portColor(type.value);
  return `var(--type-${type.type === 'event' ? 'flow' : type.type})`;
}

/** One line of the legend for each thing that shape or colour can say. */
export const legend: readonly { label: string; type: PortType }[] = [
  { label: 'any', type: { type: 'any' } },
  { label: 'flow, event', type: { type: 'flow' } },
  { label: 'boolean', type: { type: 'boolean' } },
  { label: 'integer', type: { type: 'integer' } },
  { label: 'float', type: { type: 'float' } },
  { label: 'string', type: { type: 'string' } },
  { label: 'encoded (bytes)', type: { type: 'encoded' } },
  { label: 'object', type: { type: 'object' } },
  { label: 'stream', type: { type: 'stream' } },
  { label: 'array of integers', type: { type: 'array', value: { type: 'integer' } } },
  { label: 'optional string', type: { type: 'option', value: { type: 'string' } } },
];
