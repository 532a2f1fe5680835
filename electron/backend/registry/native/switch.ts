import { naturalType, type Value } from '#shared/message/message.ts';
import { inport, nativeComponent, outport } from './nativeComponent.ts';
import { readPath, valueAtPath } from './valuePath.ts';

interface SwitchConfig {
  by: 'path' | 'type';
  path: string;
  cases: Value[];
}

const casePorts = ['case1', 'case2', 'case3', 'case4', 'case5', 'case6'];

/** `switch` is a word of the language. */
export const switchComponent = nativeComponent<SwitchConfig>({
  name: 'Switch',
  description: 'Sends each message to the port whose case it is, by a value inside it or by its type.',
  icon: 'route',
  category: 'flow',
  tags: ['route', 'branch', 'case', 'condition', 'type'],
  inports: [inport('in', 'Messages')],
  outports: [
    ...casePorts.map((name, index) => outport(name, `Messages of case ${index + 1}`)),
    outport('otherwise', 'Messages of no case'),
  ],
  configSchema: {
    type: 'object',
    properties: {
      by: { type: 'string', title: 'Decide by', enum: ['path', 'type'], default: 'path' },
      path: { type: 'string', title: 'JSON path', description: 'Such as $.kind or items[0].id', default: '$' },
      cases: {
        type: 'array',
        title: 'Cases',
        description: 'Values, or types such as String, Integer, Array',
        maxItems: casePorts.length,
        default: [],
      },
    },
  },
  create: ({ by, path, cases }) => {
    const steps = readPath(path);
    const wanted = cases.map((one) => (by === 'type' ? String(one).toLowerCase() : one));
    return (firing) => {
      const packet = firing.inputs.get('in');
      if (!packet) return;
      const found = by === 'type' ? packet.message.type.toLowerCase() : valueAtPath(packet.value, steps);
      const index = wanted.findIndex((one) => isSame(one, found));
      firing.emit(casePorts[index] ?? 'otherwise', packet, false);
    };
  },
});

function isSame(one: Value, other: Value | undefined): boolean {
  if (one === other || other === undefined || one === null || other === null) return one === other;
  if (typeof one !== 'object' || typeof other !== 'object' || naturalType(one) !== naturalType(other)) return false;
  const entries = Object.entries(one) as [string, Value][];
  if (entries.length !== Object.keys(other).length) return false;
  return entries.every(
    ([key, value]) => Object.hasOwn(other, key) && isSame(value, (other as Record<string, Value>)[key]),
  );
}
