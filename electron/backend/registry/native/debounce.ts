import { inport, nativeComponent, outport } from './nativeComponent.ts';

export const debounce = nativeComponent<{ quiet_ms: number }>({
  name: 'Debounce',
  description:
    'Sends the last message of a burst, once nothing more has come for a time; the others leave by another port.',
  icon: 'audio-waveform',
  category: 'flow',
  tags: ['settle', 'quiet', 'burst', 'rate', 'last'],
  inports: [inport('in', 'Messages')],
  outports: [outport('out', 'The last one of each burst'), outport('dropped', 'The others')],
  configSchema: {
    type: 'object',
    properties: {
      quiet_ms: { type: 'number', title: 'Quiet time (ms)', minimum: 0, maximum: 86400000, default: 250 },
    },
  },
  // The next message must be able to arrive while one waits for quiet.
  capacity: 64,
  create:
    ({ quiet_ms }) =>
    async (firing, run) => {
      const packet = firing.inputs.get('in');
      if (!packet) return;
      const isFollowed = await run.untilNext(run.arrivedAt + quiet_ms - performance.now());
      if (run.held) await run.whenFree();
      firing.emit(isFollowed ? 'dropped' : 'out', packet, false);
    },
});
