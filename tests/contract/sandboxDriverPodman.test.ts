import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DockerDriver } from '../../electron/backend/sandbox/docker/dockerDriver.ts';
import { startPodman, whyNoPodman } from '../../resources/scripts/testContainers.mjs';
import { ActorBench, fireValues } from './actorApi/actorBench.ts';
import { RealSandboxes } from './actorApi/realSandboxes.ts';
import { testSandboxDriver } from './sandboxDriver.ts';

const missing = whyNoPodman();
const engine = missing === undefined ? await startPodman('reflow-studio-sandbox') : undefined;
afterAll(() => engine?.stop());

const runners = path.resolve(import.meta.dirname, '../../dist/runners');

if (engine) testSandboxDriver('docker over Podman', (options) => new DockerDriver({ ...options, host: engine.host }));

describe.runIf(engine)(
  `actors in containers of Podman${missing === undefined ? '' : ` (not tried: ${missing})`}`,
  () => {
    it.each(['python', 'javascript'] as const)('[S1, S6] run with the same runner (%s)', async (runtime) => {
      await using driver = new DockerDriver({ runners, host: engine!.host });
      await using bench = await ActorBench.open(new RealSandboxes({}, driver));
      const source = {
        python: 'def process(context):\n    return context.get_input("input") * 2\n',
        javascript: 'function process(context) { return context.getInput("input") * 2; }',
      }[runtime];
      const instance = await bench.start({ runtime, source });
      for (const input of [1, 2])
        expect((await fireValues(instance, { input })).outputs[0]?.json).toBe(String(2 * input));
    });
  },
);
