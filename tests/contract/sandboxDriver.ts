import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Limits } from '#shared/actor/limits.ts';
import type { InterpreterCommands } from '../../electron/backend/sandbox/interpreter/interpreter.ts';
import type { Sandbox, SandboxDriver, SandboxRequest } from '../../electron/backend/sandbox/sandbox.ts';
import { Probe, probeRunners } from './sandboxDriverProbe.ts';

export type DriverFactory = (options: { runners: string; interpreters?: InterpreterCommands }) => SandboxDriver;

const megabyte = 1024 ** 2;
const limits: Limits = { memory: 192 * megabyte, cpu: 1, timeout: 30 };
const runtimes: readonly ScriptRuntime[] = ['python', 'javascript'];

const sources = {
  environment: { python: 'import os; answer = dict(os.environ)', javascript: 'return process.env' },
  printing: {
    python: 'import sys; print("to stdout", flush=True); print("to stderr", file=sys.stderr, flush=True)',
    javascript: 'console.log("to stdout"); console.error("to stderr")',
  },
  exit: { python: 'import os; os._exit(7)', javascript: 'process.exit(7)' },
  suicide: {
    python: 'import os, signal; os.kill(os.getpid(), signal.SIGTERM)',
    javascript: 'process.kill(process.pid, "SIGTERM"); await new Promise(() => setTimeout(() => {}, 1e6))',
  },
  child: {
    python: `import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)', 'MARKER']); answer = True`,
    javascript: `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)', 'MARKER']); return true`,
  },
  endless: { python: 'while True: pass', javascript: 'for (;;);' },
  memory: {
    python: 'a = []\nwhile True: a.append(bytearray(8 << 20))',
    javascript: 'const a = []; for (;;) a.push(Buffer.alloc(8 << 20, 1))',
  },
  some: {
    python: 'answer = len([float(n) for n in range(100_000)])',
    javascript: 'return Array.from({ length: 50 }, () => new Array(50_000).fill(0.5)).length * 2000',
  },
  heap: {
    python: 'a = []\nwhile True: a.append([0] * 100000)',
    javascript: 'const a = []; for (;;) a.push(new Array(1e5).fill({}))',
  },
} as const satisfies Record<string, Record<ScriptRuntime, string>>;

/** What every driver that starts sandboxes does, whatever it makes them of (S1, S2, S4, S6). `ownKernel`: they do not run on ours. */
export function testSandboxDriver(name: string, make: DriverFactory, { ownKernel = false } = {}): void {
  describe(`sandbox driver ${name}`, () => {
    const driver = make({ runners: probeRunners });
    afterAll(() => driver[Symbol.asyncDispose]());

    const start = (request: Partial<SandboxRequest> & { runtime: ScriptRuntime }) =>
      driver.start({ limits, environment: {}, ...request });

    it('[S1] is offered after a real self-test, with a reason', async () => {
      expect(await driver.selfTest()).toEqual({ works: true, reason: expect.stringMatching(/\w{3}/) });
    });

    describe.each(runtimes)('%s', (runtime) => {
      const probed = async (request: Partial<SandboxRequest> = {}) => new Probe(await start({ ...request, runtime }));

      it('[S6] the runner talks over its private channel', async () => {
        await using probe = await probed();
        const source = runtime === 'python' ? 'answer = 6 * 7' : 'return 6 * 7';
        expect(await probe.run(source)).toEqual({ answer: 42 });
        expect(probe.sandbox.runtime).toBe(runtime);
      });

      it('[S6] the channel carries megabytes both ways', async () => {
        await using probe = await probed();
        const data = randomBytes(2 * megabyte).toString('hex');
        const source = runtime === 'python' ? `answer = "${data}"` : `return "${data}"`;
        expect((await probe.run(source))?.answer === data).toBe(true);
      });

      it('[S6] what is written to stdout and stderr arrives as prints', async () => {
        const sandbox = await start({ runtime });
        const printed = [text(sandbox.prints.stdout), text(sandbox.prints.stderr)] as const;
        await using probe = new Probe(sandbox, { readPrints: false });
        await probe.run(sources.printing[runtime]);
        await probe.run(sources.exit[runtime]);
        // Some drivers carry both as one, on stderr.
        const [stdout, stderr] = await Promise.all(printed);
        if (stdout !== '') expect([stdout, stderr]).toEqual(['up\nto stdout\n', 'to stderr\n']);
        else expect(stderr).toBe('up\nto stdout\nto stderr\n');
      });

      it('[S2] the environment is what the node declares and nothing of ours', async () => {
        process.env.REFLOW_TEST_SECRET = 'of the host';
        await using probe = await probed({ environment: { GREETING: 'hällo "you" $HOME' } });
        const {
          PWD: _own,
          LC_CTYPE: _locale,
          ...rest
        } = (await probe.run(sources.environment[runtime]))!.answer as Record<string, string>;
        delete process.env.REFLOW_TEST_SECRET;
        expect(rest).toEqual({ GREETING: 'hällo "you" $HOME' });
      });

      it('[S4] an endless loop ends when it is killed, with all that it started', async () => {
        await using probe = await probed();
        const marker = `marker-${randomBytes(8).toString('hex')}`;
        await probe.run(sources.child[runtime].replace('MARKER', marker));
        // Under a kernel of its own no process of it is seen from here.
        await expect.poll(() => processesNamed(marker).length).toBe(ownKernel ? 0 : 1);
        const reply = probe.run(sources.endless[runtime]);
        probe.sandbox.kill();
        expect(await reply).toBeNull();
        expect(await probe.sandbox.exited).toMatchObject({ cause: 'killed' });
        expect(processesNamed(marker)).toEqual([]);
      });

      it('[S5] its own end is seen, with the code', async () => {
        await using probe = await probed();
        expect(await probe.run(sources.exit[runtime])).toBeNull();
        expect(await probe.sandbox.exited).toEqual({ cause: 'exited', code: 7, signal: null });
      });

      it('[S5] its end by a signal is seen, with the signal', async () => {
        await using probe = await probed();
        expect(await probe.run(sources.suicide[runtime])).toBeNull();
        expect(await probe.sandbox.exited).toEqual({ cause: 'exited', code: null, signal: 'SIGTERM' });
      });

      it('[S1] a missing interpreter is refused with how to install it', async () => {
        await using without = make({
          runners: probeRunners,
          interpreters: { python: 'no-such-python', javascript: 'no-such-node' },
        });
        await expect(without.start({ runtime, limits, environment: {} })).rejects.toMatchObject({
          code: 'noSandbox',
          message: expect.stringMatching(/"no-such-\w+" was not found.*Install it/s),
        });
      });

      it('starts nothing when that is no longer wanted', async () => {
        const reason = new Error('no longer');
        await expect(driver.start({ runtime, limits, environment: {} }, AbortSignal.abort(reason))).rejects.toBe(
          reason,
        );
      });

      it('[S5] disposing the driver ends its sandboxes', async () => {
        const other = make({ runners: probeRunners });
        const started: Sandbox[] = [];
        for (let count = 0; count < 3; count++) started.push(await other.start({ runtime, limits, environment: {} }));
        await other[Symbol.asyncDispose]();
        for (const sandbox of started) expect(await sandbox.exited).toMatchObject({ cause: 'killed' });
      });

      if (driver.isolation === 'none') return;

      it.each(['memory', 'heap'] as const)('[S4] too much memory ends it and is named as such (%s)', async (way) => {
        await using probe = await probed();
        expect(await probe.run(sources[way][runtime])).toBeNull();
        expect(await probe.sandbox.exited).toMatchObject({ cause: 'memory' });
      });

      it('[S3] less memory than its interpreter needs to start counts as that', async () => {
        await using probe = await probed({ limits: { ...limits, memory: 8 * megabyte } });
        expect(await probe.run(sources.some[runtime])).toEqual({ answer: 100_000 });
      });

      if (driver.hasFixedLimits) return;

      it('[S3] limits can change while it runs', async () => {
        await using probe = await probed({ limits: { ...limits, memory: 512 * megabyte } });
        const take = (bytes: number) =>
          probe.run(
            runtime === 'python'
              ? `answer = len(bytearray(b"1") * ${bytes})`
              : `return Buffer.alloc(${bytes}, 1).length`,
          );
        expect(await take(200 * megabyte)).toEqual({ answer: 200 * megabyte });
        await expect.poll(() => probe.sandbox.memoryBytes(), { timeout: 10_000 }).toBeGreaterThan(0);
        probe.sandbox.applyLimits({ ...limits, memory: 128 * megabyte });
        expect(await take(200 * megabyte)).toBeNull();
        expect(await probe.sandbox.exited).toMatchObject({ cause: 'memory' });
      });
    });
  });
}

/** Processes of the whole machine with a word on their command line. */
function processesNamed(word: string): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandLine(name).includes(word));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
