import type { Value } from '#shared/message/message.ts';
import { Packet } from '../../channel/packet.ts';
import { nativeComponent, optionalInport, outport } from './nativeComponent.ts';

export const batch = nativeComponent<{ size: number; overlap: number }>({
  name: 'Batch',
  description: 'Collects messages and sends them as one list.',
  icon: 'layers',
  category: 'flow',
  tags: ['collect', 'window', 'group', 'list'],
  inports: [optionalInport('in', 'What to collect'), optionalInport('flush', 'Each message sends what there is')],
  outports: [outport('out', 'A list of messages', { type: 'array', value: { type: 'any' } })],
  awaitAllInports: false,
  configSchema: {
    type: 'object',
    properties: {
      size: { type: 'integer', title: 'Messages in a list', minimum: 1, maximum: 100000, default: 10 },
      overlap: {
        type: 'integer',
        title: 'Messages also in the next list',
        description: 'Less than the size',
        minimum: 0,
        default: 0,
      },
    },
  },
  create: ({ size, overlap }) => {
    if (overlap >= size) throw new Error(`overlap (${overlap}) must be less than size (${size}).`);
    let collected: Value[] = [];
    return (firing) => {
      const packet = firing.inputs.get('in');
      if (packet) collected.push(packet.value);
      const isFlushed = firing.inputs.has('flush') && collected.length > 0;
      if (collected.length < size && !isFlushed) return;
      firing.emit('out', Packet.of(collected), false);
      collected = isFlushed || overlap === 0 ? [] : collected.slice(-overlap);
    };
  },
});
