import { Packet } from '../../channel/packet.ts';
import { nativeComponent, optionalInport, outport } from './nativeComponent.ts';

export const counter = nativeComponent<{ start: number; step: number }>({
  name: 'Counter',
  description: 'Counts the messages that pass. The count begins anew with each run.',
  icon: 'hash',
  category: 'transform',
  tags: ['count', 'number'],
  inports: [optionalInport('in', 'What to count'), optionalInport('reset', 'Each message sets the count back')],
  outports: [outport('count', 'The count so far', { type: 'integer' }), outport('out', 'The same messages')],
  awaitAllInports: false,
  configSchema: {
    type: 'object',
    properties: {
      start: { type: 'integer', title: 'Count from', default: 0 },
      step: { type: 'integer', title: 'Step', default: 1 },
    },
  },
  create: ({ start, step }) => {
    let count = start;
    return (firing) => {
      if (firing.inputs.has('reset')) count = start;
      const packet = firing.inputs.get('in');
      if (!packet) return;
      count += step;
      firing.emit('count', Packet.of(count), false);
      firing.emit('out', packet, false);
    };
  },
});
