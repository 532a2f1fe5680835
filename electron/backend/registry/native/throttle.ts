import { inport, nativeComponent, outport } from './nativeComponent.ts';

export const throttle = nativeComponent<{ interval: number }>({
  name: 'Throttle',
  description: 'Lets at most one message through in each interval; the others leave by another port.',
  icon: 'gauge',
  category: 'flow',
  tags: ['rate', 'limit', 'sample'],
  inports: [inport('in', 'Messages')],
  outports: [outport('out', 'Those let through'), outport('dropped', 'The others')],
  configSchema: {
    type: 'object',
    properties: { interval: { type: 'number', title: 'Interval (ms)', minimum: 0, default: 1000 } },
  },
  create: ({ interval }) => {
    let next = 0;
    return (firing) => {
      const packet = firing.inputs.get('in');
      if (!packet) return;
      const now = performance.now();
      const passes = now >= next;
      if (passes) next = now + interval;
      firing.emit(passes ? 'out' : 'dropped', packet, false);
    };
  },
});
