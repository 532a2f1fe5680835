import type { Value } from '#shared/message/message.ts';

/** Whether a value holds a whole number beyond ±2^53, which forms cannot carry. */
export function holdsBigInteger(value: Value | undefined): boolean {
  if (typeof value === 'bigint') return true;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return Object.values(value).some((one) => holdsBigInteger(one as Value));
}
