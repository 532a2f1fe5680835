import type { ExpressionWorkers } from './expression/expressionWorkers.ts';
import { readEvaluator } from './expression/evaluate.ts';
import { readExpression } from './expression/valueExpression.ts';
import { inport, nativeComponent, outport } from './nativeComponent.ts';

export function filter(workers: ExpressionWorkers) {
  return nativeComponent<{ expression: string }>({
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
    create: (config) => {
      // Read by itself first, so that a mistake is not blamed on what is put around it.
      readEvaluator(config.expression, 1);
      // JSONata itself says what counts as true: an empty list does not.
      const condition = readExpression(`$boolean((${config.expression}\n))`, workers);
      return {
        fire: async (firing) => {
          const packet = firing.inputs.get('in');
          if (packet)
            firing.emit((await condition.evaluate(packet.value)) === true ? 'out' : 'rejected', packet, false);
        },
        [Symbol.asyncDispose]: () => condition[Symbol.asyncDispose](),
      };
    },
  });
}
