import type { Value } from '#shared/message/message.ts';
import { Packet } from '../../channel/packet.ts';
import { nativeComponent, optionalInport, outport } from './nativeComponent.ts';

export const join = nativeComponent<{ as: 'object' | 'array' }>({
  name: 'Join',
  description: 'Waits for one message on each wired inport and sends them together.',
  icon: 'combine',
  category: 'flow',
  tags: ['zip', 'pair', 'combine'],
  inports: ['a', 'b', 'c', 'd'].map((name) => optionalInport(name, 'One part')),
  outports: [outport('out', '{a, b, …} or [a, b, …]')],
  awaitAllInports: true,
  configSchema: {
    type: 'object',
    properties: { as: { type: 'string', title: 'Send as', enum: ['object', 'array'], default: 'object' } },
  },
  create:
    ({ as }) =>
    (firing) => {
      if (firing.inputs.size === 0) return;
      const parts = [...firing.inputs].toSorted(([one], [other]) => (one < other ? -1 : 1));
      const values = parts.map(([name, packet]): [string, Value] => [name, packet.exactValue]);
      firing.emit(
        'out',
        Packet.ofExact(as === 'array' ? values.map(([, value]) => value) : Object.fromEntries(values)),
        false,
      );
    },
});
