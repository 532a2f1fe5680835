import { AppError } from '#shared/rpc/errors.ts';
import type { StateScope } from './stateStore.ts';

/** The failures of operations on values of another type (T4), in the words that both back ends use. */

const needs: Readonly<Record<string, string>> = {
  get: 'a value',
  increment: 'an integer that fits into 64 bits',
  extend: 'a list',
  pop: 'a list',
};

/** `held`: what the key holds instead. */
export function wrongType(operation: string, { actorId }: StateScope, key: string, held: string): AppError {
  return new AppError(
    'invalidParams',
    `WRONGTYPE ${written(operation)} needs ${needs[operation] ?? 'another type'}, but the state key ${JSON.stringify(key)} of ${actorId} holds ${held}. Use another key, or delete this one first, with state.delete or in the state browser.`,
  );
}

/** The failure of a counter that is at the end of its range, in every store. */
export function counterOverflow({ actorId }: StateScope, key: string): AppError {
  return new AppError(
    'invalidParams',
    `OVERFLOW the counter ${JSON.stringify(key)} of ${actorId} would no longer fit into 64 bits, so it was left as it is. Set it anew, or use another key.`,
  );
}

function written(operation: string): string {
  if (operation === 'extend') return 'push or extend';
  return operation === 'increment' ? 'increment or decrement' : operation;
}
