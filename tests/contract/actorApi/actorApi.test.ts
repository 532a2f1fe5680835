import { describe, it } from 'vitest';
import { ActorBench, fire } from './actorBench.ts';
import type { ActorCase } from './cases/actorCase.ts';
import { awkwardValueCases } from './cases/awkwardValues.ts';
import { failureCases } from './cases/failures.ts';
import { inputCases } from './cases/inputs.ts';
import { loadingCases } from './cases/loading.ts';
import { logCases } from './cases/logs.ts';
import { outputCases } from './cases/outputs.ts';
import { stateCases } from './cases/state.ts';
import { streamCases } from './cases/streams.ts';
import { waitingModuleCases } from './cases/waitingModules.ts';
import { checkFiring } from './checkFiring.ts';

describe.each(['python', 'javascript'] as const)('the actor API in %s', (runtime) => {
  const itHolds = (cases: ActorCase[]): void =>
    it.each(cases)('$title', async (one) => {
      await using bench = await ActorBench.open();
      const { file, files, inports, outports, config, entry } = one;
      const source = { source: one[runtime], file: file?.[runtime], files };
      const instance = await bench.start({ runtime, ...source, inports, outports, config, entry });
      for (const [inputs, expected] of one.firings) checkFiring(runtime, await fire(instance, inputs), expected);
    });

  describe('[A1] inputs', () => itHolds(inputCases));
  describe('[A2] outputs', () => itHolds(outputCases));
  describe('[M3] awkward values', () => itHolds(awkwardValueCases));
  describe('[A6] streams', () => itHolds(streamCases));
  describe('[A3] state', () => itHolds(stateCases));
  describe('[A7] failures', () => itHolds(failureCases));
  describe('[A5] logs', () => itHolds(logCases));
  describe('[S9, A4] loading', () => itHolds(loadingCases));
  describe('[D4, S7] modules that wait while they load', () => itHolds(waitingModuleCases));
});
