import { parentPort } from 'node:worker_threads';
import { readEvaluator, type Evaluator } from './evaluate.ts';
import type { ExpressionAnswer, ExpressionRequest } from './expressionWorkerMessages.ts';

/** Entry of the thread that evaluates what may take long. A text that never ends is ended with the whole thread (X5). */
const timeLimit = Number(process.argv[2]);
const known = new Map<string, Evaluator>();
/** Expressions kept read. */
const most = 100;

parentPort!.on('message', (request: ExpressionRequest) => {
  void answer(request).then((message) => parentPort!.postMessage(message));
});

async function answer({ text, value }: ExpressionRequest): Promise<ExpressionAnswer> {
  try {
    let evaluator = known.get(text);
    if (!evaluator) {
      if (known.size >= most) known.clear();
      evaluator = readEvaluator(text, timeLimit);
      known.set(text, evaluator);
    }
    const result = await evaluator.evaluate(value);
    return result === undefined ? {} : { value: result };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: { name, message } };
  }
}
