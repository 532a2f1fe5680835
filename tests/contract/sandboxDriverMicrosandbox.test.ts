import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { MicrosandboxDriver } from '../../electron/backend/sandbox/microsandbox/microsandboxDriver.ts';
import type {
  ExecBuilder,
  Execution,
  ExecutionEvent,
  MachineBuilder,
  MicrosandboxSdk,
  MountBuilder,
} from '../../electron/backend/sandbox/microsandbox/sdk.ts';
import type { SandboxRequest } from '../../electron/backend/sandbox/sandbox.ts';
import { testSandboxDriver } from './sandboxDriver.ts';
import { Probe, probeRunners } from './sandboxDriverProbe.ts';

const request: SandboxRequest = {
  runtime: 'python',
  limits: { memory: 256 * 1024 ** 2, cpu: 1.5, timeout: 30 },
  environment: { GREETING: 'hello' },
};

const real = new MicrosandboxDriver({ runners: probeRunners });
const { works, reason } = await real.selfTest();
await real[Symbol.asyncDispose]();

/** Records every call of a fluent builder as `name(arguments)`; functions among them are run on a recorder of their own. */
function recorder<T extends object>(calls: string[], ends: Record<string, () => unknown> = {}): T {
  const self: T = new Proxy({} as T, {
    get:
      (_target, name: string) =>
      (...values: unknown[]) => {
        if (Object.hasOwn(ends, name)) return ends[name]!();
        const inner: string[] = [];
        for (const value of values) if (typeof value === 'function') value(recorder<MountBuilder>(inner));
        const plain = values.filter((value) => typeof value !== 'function').map((value) => JSON.stringify(value));
        calls.push(`${name}(${[...plain, ...inner].join(', ')})`);
        return self;
      },
  });
  return self;
}

/** The package's surface, with a process of this machine where a machine's would run: the argument mapping and the streams are real. */
function recordedSdk(calls: string[]): MicrosandboxSdk {
  return {
    isInstalled: () => true,
    Sandbox: {
      list: () => Promise.resolve({ sandboxes: [] }),
      listWith: () => Promise.reject(new Error('there is one page')),
      remove: () => Promise.resolve(),
      builder: (name) => {
        calls.push(`builder(${name.replaceAll(/\d+|[0-9a-f]{12}/g, 'N')})`);
        return recorder<MachineBuilder>(calls, {
          create: () => {
            let kill = () => {};
            return Promise.resolve({
              metrics: () => Promise.resolve({ memoryBytes: 42 }),
              kill: () => Promise.resolve(kill()),
              destroy: () => Promise.resolve(kill()),
              execStreamWith: (command: string, configure: (options: ExecBuilder) => ExecBuilder) => {
                const words: string[][] = [];
                const options = {
                  args: (given: string[]) => (words.push(given), options),
                  envs: (variables: Record<string, string>) => (
                    calls.push(`envs(${JSON.stringify(variables)})`),
                    options
                  ),
                  stdinPipe: () => (calls.push('stdinPipe()'), options),
                } as ExecBuilder;
                configure(options);
                const [execution, end] = executionOf(
                  command,
                  words[0]!.map((word) => word.replace('/runner', probeRunners)),
                );
                kill = end;
                return Promise.resolve(execution);
              },
            });
          },
        });
      },
    },
  };
}

function executionOf(command: string, args: string[]): [Execution, () => void] {
  const child = spawn(command, args, { env: { PATH: process.env['PATH'] } });
  const events: (ExecutionEvent | null)[] = [];
  let wake = () => {};
  const tell = (event: ExecutionEvent | null) => {
    events.push(event);
    wake();
  };
  child.stdout.on('data', (data: Buffer) => tell({ kind: 'stdout', data }));
  child.stderr.on('data', (data: Buffer) => tell({ kind: 'stderr', data }));
  child.once('close', (code) => tell({ kind: 'exited', code: code ?? 137 }));
  const execution: Execution = {
    async recv() {
      while (events.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return events.shift()!;
    },
    takeStdin: () =>
      Promise.resolve({
        write: (data) => new Promise<void>((resolve) => child.stdin.write(data, () => resolve())),
        close: () => Promise.resolve(void child.stdin.end()),
      }),
  };
  return [execution, () => child.kill('SIGKILL')];
}

// Where a guest boots, it is held to what every driver is held to.
if (works) testSandboxDriver('microsandbox', (options) => new MicrosandboxDriver(options), { ownKernel: true });

describe(`sandbox driver microsandbox${works ? '' : ` (no guest boots here: ${reason})`}`, () => {
  it('[S1] is offered only after its own self-test, and refuses with the same reason', async () => {
    await using driver = new MicrosandboxDriver({ runners: probeRunners });
    expect(reason.length).toBeGreaterThan(20);
    if (works) return;
    await expect(driver.start(request)).rejects.toMatchObject({ code: 'noSandbox', message: reason });
  });

  it('[S1] without its package it says how to get it', async () => {
    await using driver = new MicrosandboxDriver({
      runners: probeRunners,
      load: () => Promise.reject(new Error('none')),
    });
    expect(await driver.selfTest()).toMatchObject({
      works: false,
      reason: expect.stringContaining('npm install microsandbox'),
    });
    const load = () => Promise.resolve({ ...recordedSdk([]), isInstalled: () => false });
    await using incomplete = new MicrosandboxDriver({ runners: probeRunners, load });
    expect((await incomplete.selfTest()).reason).toContain('npm install --include=optional microsandbox');
  });

  it('[S1, S2] asks for a machine without network, with its limits, read-only folders and a small temporary directory', async () => {
    const calls: string[] = [];
    const sdk = recordedSdk(calls);
    await using driver = new MicrosandboxDriver({ runners: probeRunners, load: () => Promise.resolve(sdk) });
    await using probe = new Probe(await driver.start({ ...request, packages: '/some/packages' }));
    expect(calls).toEqual([
      expect.stringMatching(/^builder\(reflow-studio\./),
      'image("reflow-studio-sandbox")',
      'pullPolicy("never")',
      `cpus(${Math.min(2, availableParallelism())})`,
      'memory(320)',
      'disableNetwork()',
      'security("restricted")',
      'ephemeral(true)',
      'hostname("sandbox")',
      'user("65534:65534")',
      'workdir("/tmp")',
      'rlimit("core", 0)',
      'rlimit("nofile", 256)',
      'rlimit("nproc", 128)',
      'rlimit("fsize", 16777216)',
      'volume("/tmp", tmpfs(), size(16))',
      `volume("/runner", bind(${JSON.stringify(probeRunners)}), readonly())`,
      'volume("/packages", bind("/some/packages"), readonly())',
      'envs({"GREETING":"hello"})',
      'stdinPipe()',
    ]);
    expect(await probe.run('answer = 6 * 7')).toEqual({ answer: 42 });
  });

  it("[S5] removes machines of programs that are no more, and nobody else's", async () => {
    const sdk = recordedSdk([]);
    const own = (await import('../../electron/backend/system/programOwner.ts')).programOwner();
    const gone = `reflow-studio.${own.replace(/\.\d+\./, '.4194305.')}.abc`;
    const ended: string[] = [];
    const page = (...names: string[]) =>
      names.map((name) => ({ name, destroy: () => Promise.resolve(void ended.push(name)) }));
    sdk.Sandbox.list = () => Promise.resolve({ sandboxes: page(`reflow-studio.${own}.abc`), nextCursor: 'more' });
    sdk.Sandbox.listWith = (configure) => {
      const cursors: string[] = [];
      const list = { cursor: (cursor: string) => (cursors.push(cursor), list) };
      configure(list);
      return Promise.resolve({ sandboxes: cursors[0] === 'more' ? page(gone, 'somebody-elses') : [] });
    };
    await using driver = new MicrosandboxDriver({ runners: probeRunners, load: () => Promise.resolve(sdk) });
    await using _probe = new Probe(await driver.start(request));
    expect(ended).toEqual([gone]);
  });

  it.each([
    ['exited', 'import os; os._exit(7)', { cause: 'exited', code: 7, signal: null }],
    ['killed for its memory', 'import os; os.kill(os.getpid(), 9)', { cause: 'memory', code: null, signal: 'SIGKILL' }],
  ])('[S4, S5] sees how its program ended: %s', async (_what, source, expected) => {
    await using driver = new MicrosandboxDriver({
      runners: probeRunners,
      load: () => Promise.resolve(recordedSdk([])),
    });
    await using probe = new Probe(await driver.start(request));
    expect(await probe.run(source)).toBeNull();
    expect(await probe.sandbox.exited).toEqual(expected);
  });
});
