import { Packet } from '../../channel/packet.ts';
import type { ExpressionWorkers } from './expression/expressionWorkers.ts';
import { readExpression } from './expression/valueExpression.ts';
import { inport, nativeComponent, outport } from './nativeComponent.ts';

export function map(workers: ExpressionWorkers) {
  return nativeComponent<{ expression: string }>({
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
    create: (config) => {
      const expression = readExpression(config.expression, workers);
      return {
        fire: async (firing) => {
          const packet = firing.inputs.get('in');
          const result = packet && (await expression.evaluate(packet.value));
          if (result !== undefined) firing.emit('out', Packet.of(result), false);
        },
        [Symbol.asyncDispose]: () => expression[Symbol.asyncDispose](),
      };
    },
  });
}
