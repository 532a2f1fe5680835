import jsonata from 'jsonata';
import type { Value } from '#shared/message/message.ts';

/** Milliseconds that one evaluation may take (X5). */
const timeLimit = 1000;
/** Nested calls. */
const deepest = 500;
/** Items that `[1..n]` may make. */
const longestSequence = 1_000_000;

/** A JSONata expression: data in, data out, nothing else within reach. */
export interface ValueExpression {
  /** @throws Error when it fails or takes too long; undefined when it finds nothing */
  evaluate(value: Value): Promise<Value | undefined>;
}

/** @throws Error with a sentence when the expression cannot be read */
export function readExpression(text: string): ValueExpression {
  let expression: jsonata.Expression;
  try {
    expression = jsonata(text, {
      timeout: timeLimit,
      stack: deepest,
      sequence: longestSequence,
      RegexEngine: SafeRegExp as unknown as RegExpConstructor,
    });
  } catch (error) {
    const { message, position } = error as jsonata.JsonataError;
    const place = typeof position === 'number' ? ` at character ${position}` : '';
    throw new Error(`expression: \`${text}\` cannot be read${place}: ${message}`, { cause: error });
  }
  return {
    async evaluate(value) {
      let result: unknown;
      try {
        result = await expression.evaluate(value);
      } catch (error) {
        const { message, code } = error as jsonata.JsonataError;
        throw Object.assign(new Error(`\`${text}\` failed: ${message}`, { cause: error }), {
          name: code === 'D1012' ? 'Timeout' : 'ExpressionError',
        });
      }
      return plain(result);
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

/**
 * A regular expression runs where no time limit reaches it. So repetitions without end of what may itself be matched in several
 * ways, such as `(a+)+` and `(a|a)*`, which can take for ever, are refused.
 */
class SafeRegExp extends RegExp {
  constructor(pattern: string | RegExp, flags?: string) {
    const source = typeof pattern === 'string' ? pattern : pattern.source;
    if (mayExplode(source))
      throw new Error(`the regular expression /${source}/ repeats a group with a repetition or a choice inside`);
    super(pattern, flags);
  }
}

function mayExplode(source: string): boolean {
  /** For each open group: whether it holds a repetition or a choice. */
  const open: boolean[] = [false];
  const unlimited = (at: number) => /^(?:[*+]|\{\d+,\d*\})/.test(source.slice(at, at + 12));
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (character === '[') {
      for (at++; at < source.length && source[at] !== ']'; at++) if (source[at] === '\\') at++;
    } else if (character === '(') open.push(false);
    else if (character === '|') open[open.length - 1] = true;
    else if (character === ')') {
      const inner = open.length > 1 ? open.pop()! : false;
      if (inner && unlimited(at + 1)) return true;
      if (inner) open[open.length - 1] = true;
    } else if (unlimited(at)) open[open.length - 1] = true;
  }
  return false;
}
