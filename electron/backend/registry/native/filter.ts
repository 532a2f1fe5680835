import type { Value } from '#shared/message/message.ts';
import type { ExpressionWorkers } from './expression/expressionWorkers.ts';
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
      const condition = readExpression(config.expression, workers);
      return {
        fire: async (firing) => {
          const packet = firing.inputs.get('in');
          if (packet) firing.emit(isTrue(await condition.evaluate(packet.value)) ? 'out' : 'rejected', packet, false);
        },
        [Symbol.asyncDispose]: () => condition[Symbol.asyncDispose](),
      };
    },
  });
}

/** What JSONata counts as true: no empty text, list or object, no zero, and of several things at least one. */
function isTrue(value: Value | undefined): boolean {
  if (value instanceof Uint8Array) return value.length > 0;
  if (Array.isArray(value)) return value.some(isTrue);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
