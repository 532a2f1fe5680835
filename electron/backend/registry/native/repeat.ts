import { inport, nativeComponent, outport } from './nativeComponent.ts';

export const repeat = nativeComponent({
  name: 'Repeat',
  description: 'Passes every message on: a place to branch a wire, to look at, or to name.',
  icon: 'repeat',
  category: 'flow',
  tags: ['pass', 'forward', 'reroute'],
  inports: [inport('in', 'Messages to pass on')],
  outports: [outport('out', 'The same messages')],
  create: () => (firing) => {
    const packet = firing.inputs.get('in');
    if (packet) firing.emit('out', packet, false);
  },
});
