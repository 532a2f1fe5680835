import { AppError } from '#shared/rpc/errors.ts';
import { writePlain } from '#shared/message/json.ts';
import type { StateOperation } from './stateStore.ts';
import type { Value } from '#shared/message/message.ts';
import { withoutWholeFloats } from '#shared/message/wholeFloat.ts';

/** A state operation, checked and brought to the form in which both back ends carry it out. */
export type CheckedOperation =
  | { readonly name: 'get' | 'exists' | 'ttl'; readonly key: string }
  | { readonly name: 'delete' | 'pop'; readonly key: string }
  | { readonly name: 'keys'; readonly pattern: string | undefined }
  | { readonly name: 'set'; readonly key: string; readonly text: string }
  /** `decrement` is an increment by the opposite amount. */
  | { readonly name: 'increment'; readonly key: string; readonly amount: bigint }
  /** `push` is an extension by one. */
  | { readonly name: 'extend'; readonly key: string; readonly texts: readonly string[] }
  | { readonly name: 'expire'; readonly key: string; readonly milliseconds: number };

/** An operation that can change what is kept. */
export type ChangingOperation = Exclude<CheckedOperation, { name: 'get' | 'exists' | 'ttl' | 'keys' }>;

const changing: ReadonlySet<CheckedOperation['name']> = new Set<ChangingOperation['name']>([
  ...(['set', 'delete', 'increment', 'extend', 'pop', 'expire'] as const),
]);

/** Whether an operation may change the store. */
export function isChange(operation: CheckedOperation): operation is ChangingOperation {
  return changing.has(operation.name);
}

/** Those that keep values. */
const keepsFloats: ReadonlySet<string> = new Set(['set', 'push', 'extend']);

/**
 * Checks an operation as it came from a sandbox, where user code may have put anything into it.
 * @throws AppError `invalidParams` that names the operation and what is wrong
 */
export function checkOperation(operation: StateOperation): CheckedOperation {
  const [name, first, argument] = operation as readonly [string, unknown?, unknown?];
  const second = keepsFloats.has(name) ? argument : withoutWholeFloats(argument);
  if (name === 'keys') {
    if (first !== undefined && first !== null && typeof first !== 'string')
      throw wrong(name, 'its pattern must be text');
    return { name, pattern: first ?? undefined };
  }
  if (typeof first !== 'string') throw wrong(name, 'its key must be text');
  const key = first;
  switch (name) {
    case 'get':
    case 'delete':
    case 'exists':
    case 'ttl':
    case 'pop':
      return { name, key };
    case 'set':
      return { name, key, text: textOf(name, second) };
    case 'increment':
      return { name, key, amount: integer(name, second ?? 1) };
    case 'decrement':
      return { name: 'increment', key, amount: checkRange(name, -integer(name, second ?? 1)) };
    case 'push':
      return { name: 'extend', key, texts: [textOf(name, second)] };
    case 'extend':
      if (!Array.isArray(second)) throw wrong(name, 'it needs a list of values');
      return { name, key, texts: second.map((item) => textOf(name, item)) };
    case 'expire': {
      const seconds = typeof second === 'bigint' ? Number(second) : second;
      if (typeof seconds !== 'number' || !Number.isFinite(seconds) || Math.abs(seconds) > longestExpiry)
        throw wrong(name, 'it needs a number of seconds, at most a thousand years');
      return { name, key, milliseconds: Math.round(seconds * 1000) };
    }
    default:
      throw wrong(String(name), 'there is no such operation');
  }
}

const longestExpiry = 1000 * 366 * 86_400;

function textOf(name: string, value: unknown): string {
  if (value === undefined) throw wrong(name, 'it needs a value');
  try {
    return writePlain(value as Value);
  } catch (cause) {
    throw wrong(name, cause instanceof Error ? cause.message : 'its value cannot be carried');
  }
}

function integer(name: string, amount: unknown): bigint {
  if (typeof amount === 'bigint') return checkRange(name, amount);
  if (typeof amount === 'number' && Number.isInteger(amount)) return checkRange(name, BigInt(amount));
  throw wrong(name, 'its amount must be an integer');
}

function checkRange(name: string, amount: bigint): bigint {
  if (!isInt64(amount)) throw wrong(name, 'its amount must fit into 64 bits');
  return amount;
}

/** Counters are Redis integers: 64 bits, signed. */
export function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

function wrong(name: string, reason: string): AppError {
  return new AppError('invalidParams', `The state operation ${name} cannot be done: ${reason}.`);
}
