import { inport, nativeComponent } from './nativeComponent.ts';

export const drop = nativeComponent({
  name: 'Drop',
  description: 'Takes every message and does nothing with it: the end of a wire whose messages nobody needs.',
  icon: 'trash-2',
  category: 'output',
  tags: ['discard', 'sink', 'ignore'],
  inports: [inport('in', 'Messages to drop')],
  outports: [],
  create: () => () => {},
});
