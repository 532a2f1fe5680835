import { AppError } from '#shared/rpc/errors.ts';

/** The failures of operations on values of another type (T4), in the words that both back ends use. */

const needs: Readonly<Record<string, string>> = {
  get: 'a value',
  increment: 'an integer that fits into 64 bits',
  extend: 'a list',
  pop: 'a list',
};

/** `held`: what the key holds instead. */
export function wrongType(operation: string, key: string, held: 'a value' | 'a list'): AppError {
  return new AppError(
    'invalidParams',
    `WRONGTYPE ${written(operation)} needs ${needs[operation] ?? 'another type'}, but the state key ${JSON.stringify(key)} holds ${held}. Use another key, or delete this one first.`,
  );
}

/** The failure of a counter that is at the end of its range, in every store. */
export function counterOverflow(key: string): AppError {
  return new AppError(
    'invalidParams',
    `OVERFLOW the counter ${JSON.stringify(key)} would no longer fit into 64 bits, so it was left as it is.`,
  );
}

function written(operation: string): string {
  if (operation === 'extend') return 'push or extend';
  return operation === 'increment' ? 'increment or decrement' : operation;
}
