import path from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { WrittenLimits } from '#shared/actor/limits.ts';
import { mostProcesses } from '../../electron/backend/sandbox/bounds.ts';
import { DockerDriver } from '../../electron/backend/sandbox/docker/dockerDriver.ts';
import { startContainers, whyNoContainers } from '../../resources/scripts/testContainers.mjs';
import { ActorBench, fireValues, type FiringResult } from '../contract/actorApi/actorBench.ts';
import { RealSandboxes } from '../contract/actorApi/realSandboxes.ts';

interface Excess {
  limit: string;
  /** What the actor does when it gets 1; indented by four, and by two. */
  sources: Readonly<Record<ScriptRuntime, string>>;
  limits?: WrittenLimits;
  /** The error that its node gets. */
  failure: Readonly<Record<ScriptRuntime, { type: string; message: RegExp }>>;
  /** The sandbox cannot go on. */
  isReplaced: boolean;
}

const both = (type: string, message: RegExp) => ({ python: { type, message }, javascript: { type, message } });

const excesses: Excess[] = [
  {
    limit: 'execution time',
    sources: { python: 'while True: pass', javascript: 'for (;;);' },
    limits: { timeout: 1 },
    failure: both('Timeout', /^Test took longer than 1 s for one message\./),
    isReplaced: true,
  },
  {
    limit: 'memory',
    sources: {
      python: 'held = [bytearray(1 << 20) for _ in range(400)]',
      javascript: 'const held = []; for (;;) held.push(new Array(1e5).fill({}));',
    },
    limits: { memory: '160MB' },
    failure: both('OutOfMemory', /^Test stopped: out of memory \(160 MB\)\. Raise memory/),
    isReplaced: true,
  },
  {
    limit: 'processes',
    sources: {
      // They stay until the sandbox ends: each single death takes gVisor a second while others live.
      python: `while True:
        if os.fork() == 0: signal.pause()`,
      // A child that is not waited for stays a process, if only by name.
      javascript: `const children = Array.from({ length: 200 }, () => spawn(globalThis.process.execPath, ['--version'], { stdio: 'ignore' }));
  await new Promise((resolve, reject) => { for (const child of children) child.on('error', reject); });`,
    },
    limits: { memory: '2GB', cpu: 1, timeout: 100 },
    failure: {
      python: { type: 'BlockingIOError', message: /\[Errno 11\]/ },
      javascript: { type: 'Error', message: /EAGAIN/ },
    },
    isReplaced: false,
  },
  {
    limit: 'open files',
    sources: {
      python: 'while True: held.append(os.open("/dev/null", os.O_RDONLY))',
      javascript: 'for (;;) held.push(fs.openSync("/dev/null"));',
    },
    failure: {
      python: { type: 'OSError', message: /\[Errno 24\] Too many open files/ },
      javascript: { type: 'Error', message: /^EMFILE: too many open files/ },
    },
    isReplaced: false,
  },
  {
    limit: 'the size of the temporary directory',
    sources: {
      python: `for number in range(40):
        with open(f"/tmp/{number}", "wb") as file: file.write(bytes(1 << 20))`,
      javascript: 'for (let n = 0; n < 40; n++) fs.writeFileSync(`/tmp/${n}`, Buffer.alloc(1 << 20));',
    },
    failure: {
      python: { type: 'OSError', message: /\[Errno 28\] No space left on device/ },
      javascript: { type: 'Error', message: /^ENOSPC: no space left on device/ },
    },
    isReplaced: false,
  },
  {
    limit: 'the size of one message',
    // Three bytes a character: it is bytes that count.
    sources: {
      python: 'context.send_output("output", chr(0x20ac) * (87 << 20))',
      javascript: 'return { output: "\\u20ac".repeat(87 << 20) };',
    },
    limits: { memory: '2GB', cpu: 1 },
    failure: {
      python: {
        type: 'ValueError',
        message: /^outport "output": a message of 26\d MB is over the limit of 256 MB; send it in parts$/,
      },
      javascript: {
        type: 'RangeError',
        message: /^outport "output": a message of 26\d MB is over the limit of 256 MB; send it in parts$/,
      },
    },
    isReplaced: false,
  },
];

const overTwoMegabytes = /^outport "output": a message of 3 MB is over the limit of 2 MB; send it in parts$/;

/** The same where the workspace says two megabytes. */
const smallMessage: Excess = {
  limit: 'the size of one message that the workspace says',
  sources: {
    python: 'context.send_output("output", chr(0x20ac) * (1 << 20))',
    javascript: 'return { output: "\\u20ac".repeat(1 << 20) };',
  },
  failure: {
    python: { type: 'ValueError', message: overTwoMegabytes },
    javascript: { type: 'RangeError', message: overTwoMegabytes },
  },
  isReplaced: false,
};

/** Works for more than a second, and tells the share of the processor that it got. */
const takesAll = {
  python: `time.sleep(0.3)
    began, used = time.monotonic(), time.process_time()
    while time.monotonic() < began + 1.2: pass
    return (time.process_time() - used) / (time.monotonic() - began)`,
  javascript: `const began = performance.now(), used = globalThis.process.cpuUsage();
  while (performance.now() < began + 1200);
  const { user, system } = globalThis.process.cpuUsage(used);
  return (user + system) / 1000 / (performance.now() - began);`,
};

const floods = {
  python: 'for number in range(20000): print("line", number)\n    return "done"',
  javascript: 'for (let number = 0; number < 20000; number++) console.log("line", number);\n  return "done";',
};

function expectCut({ outputs, logs, failure }: FiringResult): void {
  expect(failure).toBeUndefined();
  expect(outputs[0]?.json).toBe('"done"');
  expect(logs[0]).toEqual({ level: 'info', text: 'line 0' });
  expect(logs.filter(({ text }) => text.startsWith('line'))).not.toHaveLength(20_000);
  expect(logs).toContainEqual({ level: 'warn', text: expect.stringMatching(/more than 1000 lines/) });
}

const actor = (body: Readonly<Record<ScriptRuntime, string>>) => ({
  python: `
import os, signal, time
held, count = [], 0
def process(context):
    global count
    count += 1
    if context.get_input("input") != 1: return count
    ${body.python}
`,
  javascript: `
import fs from 'node:fs';
import { spawn } from 'node:child_process';
const held = [];
let count = 0;
export default async function (context) {
  count++;
  if (context.getInput('input') !== 1) return count;
  ${body.javascript}
}
`,
});

/** An actor beside a neighbour of the same kind, each in its own sandbox. */
async function beside<T>(
  runtime: ScriptRuntime,
  sources: Readonly<Record<ScriptRuntime, string>>,
  limits: WrittenLimits,
  use: (fire: (input: number) => ReturnType<typeof fireValues>) => Promise<T>,
): Promise<T> {
  await using bench = await ActorBench.open(new RealSandboxes());
  const entry = runtime === 'python' ? 'process' : null;
  const component = await bench.component({ runtime, entry, source: actor(sources)[runtime] });
  const tested = await bench.instance(component, { limits, actorId: 'tested' });
  const neighbour = await bench.instance(component, { actorId: 'neighbour' });
  const over = new AbortController();
  const working = (async () => {
    let fired = 0;
    while (!over.signal.aborted || fired < 3) {
      const { outputs, failure } = await fireValues(neighbour, { input: 0 });
      expect(failure).toBeUndefined();
      // It counts on: its sandbox is the one that it had.
      expect(outputs.map(({ json }) => json)).toEqual([String(++fired)]);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  try {
    return await use((input) => fireValues(tested, { input }));
  } finally {
    over.abort();
    await working;
  }
}

describe.each(['python', 'javascript'] as const)('limits of %s actors', (runtime) => {
  it.each(excesses)(
    '[S2, S3, S4] $limit: what exceeds it fails with an error that says so, and a neighbour notices nothing',
    { timeout: 120_000 },
    async ({ sources, limits = {}, failure, isReplaced }) => {
      await beside(runtime, sources, limits, async (fire) => {
        expect((await fire(0)).outputs[0]?.json).toBe('1');
        const failed = (await fire(1)).failure!;
        expect(failed).toMatchObject({
          type: failure[runtime].type,
          message: expect.stringMatching(failure[runtime].message),
        });
        if (runtime === 'python' && !isReplaced) expect(failed.stack).toMatch(/test\.actor\.py", line \d+, in process/);
        const { outputs, failure: later } = await fire(0);
        expect(later).toBeUndefined();
        expect(outputs[0]?.json).toBe(isReplaced ? '1' : '3');
      });
    },
  );

  it('[S2, X4] log rate: a flood is cut with a note, the actor goes on, and a neighbour notices nothing', async () => {
    expectCut(await beside(runtime, floods, {}, (fire) => fire(1)));
  });

  it('[S2, S3] processor: a node that asks for more than its share is slowed, and a neighbour notices nothing', async () => {
    const { outputs } = await beside(runtime, takesAll, { cpu: 0.25 }, (fire) => fire(1));
    expect(Number(outputs[0]?.json)).toBeLessThan(0.4);
  });
});

const runners = path.resolve(import.meta.dirname, '../../dist/runners');
const missing = whyNoContainers();
const engine = missing === undefined ? await startContainers('reflow-studio-sandbox') : undefined;
afterAll(() => engine?.stop());

const containers = [
  { name: 'docker', ociRuntime: undefined },
  ...(engine?.runtimes.includes('runsc') ? [{ name: 'docker with gVisor', ociRuntime: 'runsc' }] : []),
].flatMap((driver) => (['python', 'javascript'] as const).map((runtime) => ({ ...driver, runtime })));

/**
 * The largest messages take gigabytes to try, so that the workspace bounds them here. A hundred interpreters of JavaScript are more than
 * gVisor starts in reasonable time.
 */
const boundedIn = (ociRuntime: string | undefined, runtime: ScriptRuntime) => [
  ...excesses.filter(
    ({ limit }) =>
      limit !== 'the size of one message' && !(ociRuntime && runtime === 'javascript' && limit === 'processes'),
  ),
  smallMessage,
];

/** Seconds of processor time that all containers had so far, as the engine counts it. */
async function processorSeconds(): Promise<number> {
  const docker = new Docker({ socketPath: engine!.host.replace('unix://', '') });
  let nanoseconds = 0;
  for (const { Id } of await docker.listContainers()) {
    // That of a test before this one may be on its way out.
    const stats = await docker
      .getContainer(Id)
      .stats({ stream: false, 'one-shot': true })
      .catch(() => undefined);
    nanoseconds += stats?.cpu_stats.cpu_usage.total_usage ?? 0;
  }
  return nanoseconds / 1e9;
}

describe.runIf(engine).each(containers)('limits of $runtime actors in $name', ({ ociRuntime, runtime }) => {
  let bench: ActorBench;
  const open = async (source: string, actorId: string, limits: WrittenLimits = {}) => {
    const entry = runtime === 'python' ? 'process' : null;
    const file = `${actorId}.actor.${runtime === 'python' ? 'py' : 'js'}`;
    return bench.instance(await bench.component({ runtime, entry, file, source }), { limits, actorId });
  };
  let neighbour: Awaited<ReturnType<typeof open>>;
  let fired = 0;
  beforeAll(async () => {
    const driver = new DockerDriver({ runners, host: engine!.host, ociRuntime });
    bench = await ActorBench.open(new RealSandboxes({}, driver), undefined, { message: '2MB' });
    neighbour = await open(actor({ python: 'pass', javascript: '' })[runtime], 'neighbour');
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  it.each(boundedIn(ociRuntime, runtime))(
    '[S2, S3, S4] $limit: what exceeds it fails with an error that says so, and a neighbour notices nothing',
    async ({ sources, limits = {}, failure, isReplaced, limit }) => {
      const tested = await open(actor(sources)[runtime], limit.replaceAll(' ', '-'), limits);
      try {
        expect((await fireValues(tested, { input: 0 })).outputs[0]?.json).toBe('1');
        const excess = fireValues(tested, { input: 1 });
        expect((await fireValues(neighbour, { input: 0 })).outputs[0]?.json).toBe(String(++fired));
        expect((await excess).failure).toMatchObject({
          type: failure[runtime].type,
          message: expect.stringMatching(failure[runtime].message),
        });
        expect((await fireValues(tested, { input: 0 })).outputs[0]?.json).toBe(isReplaced ? '1' : '3');
        expect((await fireValues(neighbour, { input: 0 })).outputs[0]?.json).toBe(String(++fired));
      } finally {
        await tested[Symbol.asyncDispose]();
      }
    },
  );

  // The rest is the container's and the host's doing, whatever runs inside.
  if (runtime === 'javascript') return;

  it('[S2, X4] log rate: a flood is cut with a note, and the actor goes on', async () => {
    const tested = await open(actor(floods)[runtime], 'flood');
    expectCut(await fireValues(tested, { input: 1 }));
    expect((await fireValues(neighbour, { input: 0 })).outputs[0]?.json).toBe(String(++fired));
    await tested[Symbol.asyncDispose]();
  });

  it('[S2, S3] processor: the engine counts no more than its share, whatever clock it sees', async () => {
    const tested = await open(actor(takesAll)[runtime], 'greedy', { cpu: 0.25 });
    const [began, used] = [performance.now(), await processorSeconds()];
    expect((await fireValues(tested, { input: 1 })).failure).toBeUndefined();
    const share = (await processorSeconds()) - used;
    expect(share / ((performance.now() - began) / 1000)).toBeLessThan(0.4);
    await tested[Symbol.asyncDispose]();
  });

  it('[S2, S4] the processes of one container are not counted with those of others', async () => {
    const body = 'import resource\n    return resource.getrlimit(resource.RLIMIT_NPROC)[0]';
    const tested = await open(actor({ python: body, javascript: '' }).python, 'counting');
    const counted = Number((await fireValues(tested, { input: 1 })).outputs[0]?.json);
    // gVisor counts for itself; the machine's kernel counts all containers of the user together.
    if (ociRuntime) expect(counted).toBe(mostProcesses);
    else expect(counted).toBeGreaterThan(20 * mostProcesses);
    await tested[Symbol.asyncDispose]();
  });
});
