import { afterAll, describe, it } from 'vitest';
import { ActorBench } from './actorBench.ts';
import { actorCases } from './cases/actorCases.ts';
import { checkCase } from './checkCase.ts';
import { RealSandboxes } from './realSandboxes.ts';

describe.each(['python', 'javascript'] as const)('the actor API in %s', (runtime) => {
  const sandboxes = new RealSandboxes({ preload: 2 });
  afterAll(() => sandboxes[Symbol.asyncDispose]());

  describe.each(actorCases)('$about', ({ cases }) => {
    it.each(cases)('$title', async (one) => {
      // Each in a sandbox of its own.
      await using bench = await ActorBench.open({
        acquire: (request, signal) => sandboxes.acquire(request, signal),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
      await checkCase(bench, runtime, one);
    });
  });
});
