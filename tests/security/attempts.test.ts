import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BubblewrapDriver } from '../../electron/backend/sandbox/bubblewrap/bubblewrapDriver.ts';
import { DockerDriver } from '../../electron/backend/sandbox/docker/dockerDriver.ts';
import { ProcessDriver } from '../../electron/backend/sandbox/process/processDriver.ts';
import { startContainers, whyNoContainers } from '../../resources/scripts/testContainers.mjs';
import { AttackBench } from './attempts/attackBench.ts';
import { attemptGroups } from './attempts/attempts.ts';
import { Outside, type Traces } from './attempts/outside.ts';

const runners = path.resolve(import.meta.dirname, '../../dist/runners');
const languages = ['python', 'javascript'] as const;

const missing = whyNoContainers();
const engine = missing === undefined ? await startContainers('reflow-studio-sandbox') : undefined;
afterAll(() => engine?.stop());

const drivers = [
  { name: 'bubblewrap', hasOwnKernel: false, make: () => new BubblewrapDriver({ runners }) },
  ...(engine
    ? [{ name: 'docker', hasOwnKernel: false, make: () => new DockerDriver({ runners, host: engine.host }) }]
    : []),
  ...(engine?.runtimes.includes('runsc')
    ? [
        {
          name: 'docker with gVisor',
          hasOwnKernel: true,
          make: () => new DockerDriver({ runners, host: engine.host, ociRuntime: 'runsc' }),
        },
      ]
    : []),
];

describe.each(drivers)('attempts to get out of $name', ({ make, hasOwnKernel }) => {
  let outside: Outside;
  let bench: AttackBench;
  let before: Traces;
  beforeAll(async () => {
    outside = await Outside.open(runners, hasOwnKernel);
    bench = await AttackBench.open(make(), outside.secret);
    const { said, traces } = await bench.attempt('python', 'return 1');
    before = { ...outside.look(said), ...traces };
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    await outside[Symbol.asyncDispose]();
  });

  describe.each(languages)('in %s', (language) => {
    describe.each(attemptGroups)('to $what', ({ attempts }) => {
      it.each(attempts)('[X4] $title', async (attempt) => {
        const { said, traces } = await bench.attempt(language, outside.fill(attempt[language]));
        expect({ ...outside.look(said), ...traces }, said.slice(0, 2000)).toEqual(before);
      });
    });
  });

  it('[X4, S5] what they started ends with their sandboxes', async () => {
    await bench[Symbol.asyncDispose]();
    await expect.poll(() => outside.started(), { timeout: 10_000 }).toEqual([]);
  });
});

describe('the same attempts without a sandbox', () => {
  const provable = attemptGroups.flatMap(({ attempts }) => attempts).filter(({ isProvable }) => isProvable);

  it.each(languages)('[X4] succeed, and are noticed, as far as they do no harm (%s)', async (language) => {
    await using outside = await Outside.open(runners);
    const driver = new ProcessDriver({ runners, allowUnsandboxed: true });
    await using bench = await AttackBench.open(driver, outside.secret, 60);
    const unnoticed: string[][] = [];
    for (const attempt of provable) {
      await outside.repair();
      const before = outside.look('');
      const { said } = await bench.attempt(language, outside.fill(attempt[language]));
      // A process that was killed and a datagram that was sent take a moment.
      const isNoticed = () => JSON.stringify(outside.look(said)) !== JSON.stringify(before);
      await vi.waitUntil(isNoticed, { timeout: 10_000 }).catch(() => unnoticed.push([attempt.title, said]));
    }
    expect(unnoticed).toEqual([]);
  });
});
