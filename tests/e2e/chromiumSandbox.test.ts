import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { ActorFile, FiringResult } from '../contract/actorApi/actorBench.ts';
import type { ActorCase } from '../contract/actorApi/cases/actorCase.ts';
import { awkwardValueCases } from '../contract/actorApi/cases/awkwardValues.ts';
import { failureCases } from '../contract/actorApi/cases/failures.ts';
import { inputCases } from '../contract/actorApi/cases/inputs.ts';
import { loadingCases } from '../contract/actorApi/cases/loading.ts';
import { logCases } from '../contract/actorApi/cases/logs.ts';
import { outputCases } from '../contract/actorApi/cases/outputs.ts';
import { stateCases } from '../contract/actorApi/cases/state.ts';
import { streamCases } from '../contract/actorApi/cases/streams.ts';
import { checkFiring } from '../contract/actorApi/checkFiring.ts';
import { SandboxApp } from './sandboxApp/sandboxApp.ts';

let program: SandboxApp;
beforeAll(async () => {
  program = await SandboxApp.open();
});
afterAll(() => program[Symbol.asyncDispose]());

async function fireEach(actors: ActorFile[], firings: [number, Record<string, string>][]): Promise<FiringResult[]> {
  const { results, error } = await program.ask({ ask: 'fire', actors, firings });
  if (!results) throw new Error(error);
  return results;
}

const cases = [
  inputCases,
  outputCases,
  awkwardValueCases,
  streamCases,
  stateCases,
  failureCases,
  logCases,
  loadingCases,
].flat();
/** An interpreter takes most of a second to start here, so that Python has those cases only in which its runner meets the link. */
const casesOfPython = [streamCases, stateCases, failureCases, logCases].flat();

async function holds(runtime: ScriptRuntime, one: ActorCase): Promise<void> {
  const { file, files, inports, outports, config, entry } = one;
  const source = { source: one[runtime], file: file?.[runtime], files };
  const actor = { runtime, ...source, inports, outports, config, entry } as ActorFile;
  const results = await fireEach(
    [actor],
    one.firings.map(([inputs]) => [0, inputs]),
  );
  for (const [index, [, expected]] of one.firings.entries()) checkFiring(runtime, results[index]!, expected);
}

const sources = {
  hungry: {
    javascript: `
export function process(context) {
  const kept = [];
  if (context.getInput('input') === 'memory') for (;;) kept.push(new Uint8Array(8 << 20).fill(1));
  if (context.getInput('input') === 'time') for (;;);
  return { output: 'well' };
}`,
    python: `
def process(context):
    kept = []
    while context.get_input("input") == "memory": kept.append(bytearray(b"1" * (8 << 20)))
    while context.get_input("input") == "time": pass
    return {"output": "well"}`,
  },
  busy: {
    javascript: `
export function process() {
  const until = performance.now() + 3000;
  while (performance.now() < until);
  return { output: 'done' };
}`,
    python: `
import time
def process(context):
    until = time.monotonic() + 3
    while time.monotonic() < until: pass
    return {"output": "done"}`,
  },
  counting: {
    javascript: `
let count = 0;
export function process() { return { output: ++count }; }`,
    python: `
count = 0
def process(context):
    global count
    count += 1
    return {"output": count}`,
  },
} as const;

/** Whether one of the processes with this word on their command line is stopped. */
function isStopped(word: string): boolean {
  const read = (file: string) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc').some(
    (pid) =>
      /^\d+$/.test(pid) && read(`/proc/${pid}/cmdline`).includes(word) && /\) T /.test(read(`/proc/${pid}/stat`)),
  );
}

describe('the chromium sandbox', () => {
  it('[S1] is offered after a real self-test', async () => {
    expect((await program.ask({ ask: 'selfTest' })).selfTest).toEqual({
      works: true,
      reason: expect.stringMatching(
        /JavaScript and Python .* no network.* the processor's share and time by measuring/,
      ),
    });
  });

  it('[S2, S3] files are bound, those that are removed and still open, too, and what is freed can be written again', async () => {
    const source = `
import os
def put(name, megabytes):
    try:
        with open(f"/tmp/{name}", "wb") as file:
            for _ in range(megabytes): file.write(bytes(1 << 20))
        return "written"
    except OSError as problem:
        return os.strerror(problem.errno)
def process(context):
    results = [put("a", 12), put("b", 5)]
    with open("/tmp/a") as kept:
        os.remove("/tmp/a")
        results.append(put("b", 5))
    return [*results, put("b", 16), put("c", 1)]`;
    const [result] = await fireEach([{ runtime: 'python', source }], [[0, {}]]);
    const full = 'No space left on device';
    expect(JSON.parse(result!.outputs[0]!.json)).toEqual(['written', full, full, 'written', full]);
  });

  it.each(['javascript', 'python'] as const)(
    '[S4] over memory or over time the sandbox is ended, named as such, and replaced; a neighbour is not disturbed (%s)',
    async (runtime) => {
      const hungry: ActorFile = {
        runtime,
        source: sources.hungry[runtime],
        limits: { memory: '128MB', timeout: 60, cpu: 1 },
      };
      const slow: ActorFile = { runtime, source: sources.hungry[runtime], limits: { timeout: 1 } };
      const neighbour: ActorFile = { runtime, source: sources.counting[runtime] };
      const results = await fireEach(
        [hungry, slow, neighbour],
        [
          [2, {}],
          [0, { input: '"memory"' }],
          [1, { input: '"time"' }],
          [2, {}],
          [0, { input: '"nothing"' }],
          [1, { input: '"nothing"' }],
        ],
      );
      expect(results.map(({ failure, outputs }) => failure?.type ?? outputs[0]?.json)).toEqual([
        '1',
        'OutOfMemory',
        'Timeout',
        '2',
        '"well"',
        '"well"',
      ]);
    },
  );

  it.each(['javascript', 'python'] as const)(
    '[S2, S3] a node that asks for more than its share of the processor is slowed (%s)',
    async (runtime) => {
      const actor: ActorFile = { runtime, source: sources.busy[runtime], limits: { cpu: 0.25 } };
      const { results, processor } = await program.ask({ ask: 'fire', actors: [actor], firings: [[0, {}]] });
      expect(results![0]!.outputs[0]?.json).toBe('"done"');
      expect(processor).toBeLessThan(0.4);
    },
  );

  it('[S5] a page that is stopped at the moment ends with the program, too, when that is killed', async () => {
    await using other = await SandboxApp.open();
    const actor: ActorFile = { runtime: 'javascript', source: sources.busy.javascript, limits: { cpu: 0.02 } };
    const answer = other.ask({ ask: 'fire', actors: [actor], firings: [[0, {}]] });
    await expect.poll(() => isStopped(other.userData), { timeout: 30_000 }).toBe(true);
    other.killHard();
    expect((await answer).results).toBeUndefined();
    await expect.poll(() => other.processes(), { timeout: 10_000 }).toEqual([]);
  });

  it('[S6] thirty megabytes sent at once are held back and arrive whole', async () => {
    const source = `
export async function process(context) {
  for (let count = 0; count < 300; count++) await context.sendOutput('output', 'x'.repeat(100_000));
}`;
    const [flood] = await fireEach([{ runtime: 'javascript', source }], [[0, { input: '1' }]]);
    expect(flood!.outputs).toHaveLength(300);
  });

  it("[S1] without Chromium's own sandbox it is not offered", async () => {
    await using unprotected = await SandboxApp.open(['--no-sandbox']);
    expect((await unprotected.ask({ ask: 'selfTest' })).selfTest).toEqual({
      works: false,
      reason: expect.stringContaining('--no-sandbox'),
    });
  });

  describe('JavaScript', () => it.each(cases)('[S1] $title', (one) => holds('javascript', one)));
  describe('Python', () => it.each(casesOfPython)('[S1] $title', (one) => holds('python', one)));
});
