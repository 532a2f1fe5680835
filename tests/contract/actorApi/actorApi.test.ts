import { describe, expect, it } from 'vitest';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { ActorBench, fire, type FiringResult } from './actorBench.ts';
import type { ActorCase, ExpectedFiring } from './cases/actorCase.ts';
import { failureCases } from './cases/failures.ts';
import { inputCases } from './cases/inputs.ts';
import { loadingCases } from './cases/loading.ts';
import { logCases } from './cases/logs.ts';
import { outputCases } from './cases/outputs.ts';
import { stateCases } from './cases/state.ts';
import { streamCases } from './cases/streams.ts';
import { waitingModuleCases } from './cases/waitingModules.ts';

describe.each(['python', 'javascript'] as const)('the actor API in %s', (runtime) => {
  const itHolds = (cases: ActorCase[]): void =>
    it.each(cases)('$title', async (one) => {
      await using bench = await ActorBench.open();
      const { file, files, inports, outports, config, entry } = one;
      const source = { source: one[runtime], file: file?.[runtime], files };
      const instance = await bench.start({ runtime, ...source, inports, outports, config, entry });
      for (const [inputs, expected] of one.firings) check(runtime, await fire(instance, inputs), expected);
    });

  describe('[A1] inputs', () => itHolds(inputCases));
  describe('[A2] outputs', () => itHolds(outputCases));
  describe('[A6] streams', () => itHolds(streamCases));
  describe('[A3] state', () => itHolds(stateCases));
  describe('[A7] failures', () => itHolds(failureCases));
  describe('[A5] logs', () => itHolds(logCases));
  describe('[S9, A4] loading', () => itHolds(loadingCases));
  describe('[D4, S7] modules that wait while they load', () => itHolds(waitingModuleCases));
});

function check(runtime: ScriptRuntime, result: FiringResult, expected: ExpectedFiring): void {
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
