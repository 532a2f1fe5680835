import { spawn } from 'node:child_process';
import type { Backend } from '../../backend/backend.ts';
import { barePython } from './bareInterpreter.ts';
import { benchActors, BenchWorkspace } from './benchWorkspace.ts';
import { measurement, median, scaled, type Measurement } from './figures.ts';
import { answered, benchBackend } from './runningNetwork.ts';

const usualRounds = 15;
const bareCommands = () => ({ Python: [barePython(), '-c', 'pass'], JavaScript: [process.execPath, '-e', '0'] });

/**
 * B5: from asking for an instance to its first answer, with a warm pool and without, beside the bare interpreter's start.
 * @param scale above 0 and up to 1: how many of the starts
 */
export async function startBench(scale: number): Promise<Record<'B5', Measurement[]>> {
  const B5: Measurement[] = [];
  const rounds = scaled(usualRounds, scale, 3);
  for (const [language, actor] of Object.entries(benchActors) as ['Python' | 'JavaScript', string][]) {
    const bare = await samples(rounds, () => bareStart(bareCommands()[language]));
    const warm = await withBackend(4, (backend) =>
      samples(
        rounds,
        () => firstAnswer(backend, actor),
        () => poolRefilled(backend),
      ),
    );
    const cold = await withBackend(0, (backend) => samples(rounds, () => firstAnswer(backend, actor)));
    B5.push(
      measurement(
        `${language} instance, warm pool, p50`,
        'ms',
        median(warm),
        'bare interpreter start',
        median(bare),
        '≤ 10 ms',
      ),
      measurement(
        `${language} instance, cold, p50`,
        'ms',
        median(cold),
        'bare interpreter start',
        median(bare),
        'ratio ≤ 1.5',
      ),
    );
  }
  return { B5 };
}

async function samples(
  rounds: number,
  once: () => Promise<number>,
  before: () => Promise<void> = async () => {},
): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await before();
    times.push(await once());
  }
  return times;
}

async function withBackend<T>(preload: number, use: (backend: Backend) => Promise<T>): Promise<T> {
  await using workspace = await BenchWorkspace.make(preload);
  await using backend = await benchBackend(workspace.root);
  return await use(backend);
}

/** Waits until warm sandboxes are ready again, and a little longer for them to settle. */
async function poolRefilled(backend: Backend): Promise<void> {
  while (backend.systemStatus().sandboxes.idle < 4) await pause(5);
  await pause(50);
}

async function firstAnswer(backend: Backend, actor: string): Promise<number> {
  const began = performance.now();
  const instance = await backend.registry.createInstance(actor, {
    actorId: 'bench',
    graph: null,
    config: {},
    state: { namespace: 'bench', actorId: 'bench' },
    limits: {},
    environment: {},
    host: { log: () => {}, staleCode: () => {} },
  });
  await answered(instance);
  const took = performance.now() - began;
  await instance[Symbol.asyncDispose]();
  return took;
}

function bareStart([command, ...args]: readonly string[]): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command!, args, { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', () => resolve(performance.now() - began));
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
