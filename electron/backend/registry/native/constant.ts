import type { Value } from '#shared/message/message.ts';
import { Packet } from '../../channel/packet.ts';
import { nativeComponent, optionalInport, outport } from './nativeComponent.ts';

export const constant = nativeComponent<{ value?: Value }>({
  name: 'Constant',
  description: 'Sends a fixed value at the start, or once for each trigger when that is wired.',
  icon: 'pin',
  category: 'sources',
  tags: ['value', 'literal'],
  inports: [optionalInport('trigger', 'Each message sends the value once more')],
  outports: [outport('out', 'The value')],
  configSchema: { type: 'object', properties: { value: { title: 'Value' } } },
  create: ({ value = null }) => {
    const packet = Packet.of(value);
    return (firing) => firing.emit('out', packet, false);
  },
});
