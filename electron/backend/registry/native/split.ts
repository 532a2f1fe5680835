import type { Value } from '#shared/message/message.ts';
import { WholeFloat } from '#shared/message/wholeFloat.ts';
import { Packet } from '../../channel/packet.ts';
import type { Firing } from '../component.ts';
import { inport, nativeComponent, outport } from './nativeComponent.ts';
import type { NativeRun } from './behaviour.ts';

export const split = nativeComponent<{ separator: string }>({
  name: 'Split',
  description: 'Sends the items of a list, the entries of an object or the parts of a text one by one.',
  icon: 'split',
  category: 'flow',
  tags: ['each', 'items', 'flatten', 'explode'],
  inports: [inport('in', 'A list, an object or a text')],
  outports: [
    outport('out', 'Each item; entries are {key, value}. Anything else passes as it is.'),
    outport('count', 'How many there were', { type: 'integer' }),
  ],
  configSchema: {
    type: 'object',
    properties: { separator: { type: 'string', title: 'Separator of texts', default: '\n' } },
  },
  create:
    ({ separator }) =>
    (firing, run) => {
      const packet = firing.inputs.get('in');
      return packet && sendAll(partsOf(packet.exactValue, separator), 0, firing, run);
    },
});

function partsOf(value: Value, separator: string): Value[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return value.split(separator);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof WholeFloat)
    return [value];
  return Object.entries(value).map(([key, item]) => ({ key, value: item }));
}

/** At once while there is room; from then on with waits. */
function sendAll(parts: readonly Value[], from: number, firing: Firing, run: NativeRun): void | Promise<void> {
  for (let at = from; at < parts.length; at++) {
    if (run.held) return run.whenFree().then(() => sendAll(parts, at, firing, run));
    firing.emit('out', Packet.ofExact(parts[at]!), false);
  }
  firing.emit('count', Packet.of(parts.length), false);
}
