import { readExpression } from './expression.ts';
import { inport, nativeComponent, outport } from './nativeComponent.ts';

export const filter = nativeComponent<{ expression: string }>({
  name: 'Filter',
  description: 'Lets the messages through for which a JSONata expression is true; the others leave by another port.',
  icon: 'filter',
  category: 'flow',
  tags: ['jsonata', 'condition', 'where', 'if'],
  inports: [inport('in', 'What to test; $ in the expression')],
  outports: [outport('out', 'Those for which it is true'), outport('rejected', 'The others')],
  configSchema: {
    type: 'object',
    properties: {
      expression: { type: 'string', title: 'JSONata', description: 'Such as temp_max > 20', default: 'true' },
    },
  },
  create: ({ expression }) => {
    // JSONata itself says what counts as true: an empty list does not.
    const compiled = readExpression(`$boolean((${expression}\n))`);
    readExpression(expression);
    return async (firing) => {
      const packet = firing.inputs.get('in');
      if (packet) firing.emit((await compiled.evaluate(packet.value)) === true ? 'out' : 'rejected', packet, false);
    };
  },
});
