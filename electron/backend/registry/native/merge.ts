import { nativeComponent, optionalInport, outport } from './nativeComponent.ts';

export const merge = nativeComponent({
  name: 'Merge',
  description: 'Brings several wires together: every message goes on as it comes.',
  icon: 'merge',
  category: 'flow',
  tags: ['combine', 'interleave', 'fan-in'],
  inports: ['in1', 'in2', 'in3', 'in4'].map((name) => optionalInport(name, 'Messages to pass on')),
  outports: [outport('out', 'All of them')],
  awaitAllInports: false,
  create: () => (firing) => {
    for (const packet of firing.inputs.values()) firing.emit('out', packet, false);
  },
});
