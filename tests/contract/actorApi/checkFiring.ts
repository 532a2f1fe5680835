import { expect } from 'vitest';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { FiringResult } from './actorBench.ts';
import type { ExpectedFiring } from './cases/actorCase.ts';

/** Expects of a firing what its case says. */
export function checkFiring(runtime: ScriptRuntime, result: FiringResult, expected: ExpectedFiring): void {
  const { failure } = expected;
  if (!failure) expect(result.failure).toBeUndefined();
  const outputs = result.outputs.map(({ port, json, returned }) => `${returned ? '<' : ''}${port}=${json}`);
  if (expected.outputs) expect(outputs).toEqual(expected.outputs);
  if (expected.logs) {
    const logs = result.logs.map(({ level, text }) => [level, text]);
    const sorted = (entries: unknown[]) => entries.map((entry) => JSON.stringify(entry)).sort();
    expect(sorted(logs)).toEqual(sorted(expected.logs));
  }
  if (!failure) return;
  const { type, message, stack } = { ...failure, ...failure[runtime] };
  expect(result.failure).toBeDefined();
  if (type) expect(result.failure!.type).toBe(type);
  if (message) expect(result.failure!.message).toMatch(message);
  if (stack) expect(result.failure!.stack).toMatch(stack);
  if (failure.port !== undefined) expect(result.failure!.port).toBe(failure.port);
}
