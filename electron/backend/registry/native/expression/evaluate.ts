import jsonata from 'jsonata';
import type { Value } from '#shared/message/message.ts';

/** Nested calls. */
const deepest = 500;
/** Items that `[1..n]` may make. */
const longestSequence = 1_000_000;

/** A JSONata expression that was read. */
export interface Evaluator {
  /** Its syntax tree. */
  readonly tree: unknown;
  /** @throws ExpressionFailure when it fails or takes longer than it may; undefined when it finds nothing */
  evaluate(value: Value): Promise<Value | undefined>;
}

export class ExpressionFailure extends Error {
  /** @param name `Timeout` or `ExpressionError` */
  constructor(
    message: string,
    override readonly name: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * @param timeLimit milliseconds; looked at between steps, so that a single long step outlasts it
 * @throws Error with a sentence when the expression cannot be read
 */
export function readEvaluator(text: string, timeLimit: number): Evaluator {
  let expression: jsonata.Expression;
  try {
    expression = jsonata(text, { timeout: timeLimit, stack: deepest, sequence: longestSequence });
  } catch (error) {
    const { message, position } = error as jsonata.JsonataError;
    const place = typeof position === 'number' ? ` at character ${position}` : '';
    throw new Error(`expression: \`${text}\` cannot be read${place}: ${message}`, { cause: error });
  }
  return {
    tree: expression.ast(),
    async evaluate(value) {
      try {
        return plain(await expression.evaluate(value));
      } catch (error) {
        const { message, code } = error as jsonata.JsonataError;
        const name = code === 'D1012' ? 'Timeout' : 'ExpressionError';
        throw new ExpressionFailure(`\`${text}\` failed: ${message}`, name, { cause: error });
      }
    },
  };
}

/** JSONata marks lists with properties of its own, and may answer a function, which is no value. */
function plain(value: unknown): Value | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'function') throw new Error('The expression gives a function, not a value.');
  if (Array.isArray(value)) return value.map((item) => plain(item) ?? null);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value as Value;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value)
    throw new Error('The expression gives a function, not a value.');
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
      const one = plain(item);
      return one === undefined ? [] : [[key, one] as const];
    }),
  );
}
