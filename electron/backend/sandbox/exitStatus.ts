import { constants } from 'node:os';

/** A parent that passes its child's end on says "killed by signal N" as exit code 128 + N. */
export function exitStatus(code: number | null): { code: number | null; signal: string | null } {
  if (code === null || code <= 128) return { code, signal: null };
  const name = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return name ? { code: null, signal: name } : { code, signal: null };
}
