import { inport, nativeComponent, outport } from './nativeComponent.ts';

export const delay = nativeComponent<{ milliseconds: number }>({
  name: 'Delay',
  description: 'Passes each message on after a time, in order.',
  icon: 'hourglass',
  category: 'flow',
  tags: ['wait', 'sleep', 'timer'],
  inports: [inport('in', 'What to delay')],
  outports: [outport('out', 'The same messages, later')],
  configSchema: {
    type: 'object',
    properties: { milliseconds: { type: 'number', title: 'Time (ms)', minimum: 0, maximum: 86400000, default: 1000 } },
  },
  // Messages wait together, so that many in a row are each late by the same time.
  capacity: 1000,
  create:
    ({ milliseconds }) =>
    async (firing, run) => {
      const packet = firing.inputs.get('in');
      const rest = run.arrivedAt + milliseconds - performance.now();
      if (rest > 0) await run.sleep(rest);
      if (run.held) await run.whenFree();
      if (packet) firing.emit('out', packet, false);
    },
});
