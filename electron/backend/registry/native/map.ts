import { Packet } from '../../channel/packet.ts';
import { readExpression } from './expression.ts';
import { inport, nativeComponent, outport } from './nativeComponent.ts';

export const map = nativeComponent<{ expression: string }>({
  name: 'Map',
  description: 'Makes a new value of each message by a JSONata expression. Where it finds nothing, nothing is sent.',
  icon: 'wand-sparkles',
  category: 'transform',
  tags: ['jsonata', 'transform', 'expression', 'change'],
  inports: [inport('in', 'What to change; $ in the expression')],
  outports: [outport('out', 'The result')],
  configSchema: {
    type: 'object',
    properties: {
      expression: { type: 'string', title: 'JSONata', description: 'Such as price * quantity', default: '$' },
    },
  },
  create: ({ expression }) => {
    const compiled = readExpression(expression);
    return async (firing) => {
      const packet = firing.inputs.get('in');
      const result = packet && (await compiled.evaluate(packet.value));
      if (result !== undefined) firing.emit('out', Packet.of(result), false);
    };
  },
});
