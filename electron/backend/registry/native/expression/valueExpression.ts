import type { Value } from '#shared/message/message.ts';
import { isBounded } from './boundedExpression.ts';
import { ExpressionFailure, readEvaluator } from './evaluate.ts';
import type { ExpressionWorkers } from './expressionWorkers.ts';

/** Milliseconds for which an evaluation may keep everything else waiting. */
const patience = 20;
/** After so many that took longer, the expression is evaluated elsewhere at once. */
const mostSlow = 3;

/** A JSONata expression: data in, data out, nothing else within reach. */
export interface ValueExpression extends AsyncDisposable {
  /** @throws Error when it fails or takes too long; undefined when it finds nothing */
  evaluate(value: Value): Promise<Value | undefined>;
}

/**
 * Simple expressions are evaluated here, which costs microseconds; what may take long, and what turns out to, on a thread that can be
 * killed (X5).
 * @throws Error with a sentence when the expression cannot be read
 */
export function readExpression(text: string, workers: ExpressionWorkers): ValueExpression {
  const evaluator = readEvaluator(text, patience);
  let slow = isBounded(evaluator.tree) ? 0 : mostSlow;
  const use = workers.use();
  return {
    async evaluate(value) {
      if (slow >= mostSlow) return workers.evaluate(text, value);
      try {
        return await evaluator.evaluate(value);
      } catch (error) {
        if (!(error instanceof ExpressionFailure) || error.name !== 'Timeout') throw error;
        slow++;
        return workers.evaluate(text, value);
      }
    },
    [Symbol.asyncDispose]: () => use[Symbol.asyncDispose](),
  };
}
