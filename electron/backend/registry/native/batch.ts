import type { Value } from '#shared/message/message.ts';
import { Packet } from '../../channel/packet.ts';
import type { Firing } from '../component.ts';
import { nativeComponent, optionalInport, outport } from './nativeComponent.ts';

interface BatchConfig {
  size: number;
  overlap: number;
  wait_ms: number;
}

export const batch = nativeComponent<BatchConfig>({
  name: 'Batch',
  description: 'Collects messages and sends them as one list: when it is long enough, or after a time.',
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
      wait_ms: {
        type: 'number',
        title: 'Longest wait (ms)',
        description: 'A list that is not full is sent so long after its first message; 0: only when it is full',
        minimum: 0,
        maximum: 86400000,
        default: 0,
      },
    },
  },
  // Messages must be able to arrive while those collected wait for the time.
  capacity: ({ wait_ms }) => (wait_ms > 0 ? 1000 : 1),
  create: ({ size, overlap, wait_ms }) => {
    if (overlap >= size) throw new Error(`overlap (${overlap}) must be less than size (${size}).`);
    let collected: Value[] = [];
    let deadline = Number.POSITIVE_INFINITY;
    const send = (firing: Firing, isWhole: boolean): void => {
      firing.emit('out', Packet.ofExact(collected), false);
      collected = isWhole && overlap > 0 ? collected.slice(-overlap) : [];
      deadline = Number.POSITIVE_INFINITY;
    };
    return (firing, run) => {
      const packet = firing.inputs.get('in');
      if (packet) {
        collected.push(packet.exactValue);
        if (wait_ms > 0) deadline = Math.min(deadline, run.arrivedAt + wait_ms);
      }
      const isFlushed = collected.length > 0 && (firing.inputs.has('flush') || performance.now() >= deadline);
      if (collected.length >= size || isFlushed) send(firing, !isFlushed);
      if (deadline === Number.POSITIVE_INFINITY) return undefined;
      // This firing stays under way until the time is up or another comes, so that the run is not idle with messages left here.
      return run.untilNext(deadline - performance.now()).then((isFollowed) => {
        if (!isFollowed && collected.length > 0) send(firing, false);
      });
    };
  },
});
