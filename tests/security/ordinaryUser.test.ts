import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BubblewrapDriver } from '../../electron/backend/sandbox/bubblewrap/bubblewrapDriver.ts';
import { probeRunners } from '../contract/sandboxDriverProbe.ts';
import { Captive } from './captive.ts';

const nobody = 65534;

/** Desktops: no root, no cgroups of one's own, limits by rlimits alone. Only root can become somebody else to try it. */
describe.runIf(process.getuid?.() === 0)('sandboxes of an ordinary user', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reflow-ordinary-'));
  const host = join(folder, 'host.mjs');
  const runners = join(folder, 'runners');

  beforeAll(async () => {
    cpSync(probeRunners, runners, { recursive: true });
    chmodSync(folder, 0o755);
    await build({
      entryPoints: [fileURLToPath(new URL('sandboxHost.ts', import.meta.url))],
      outfile: host,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'silent',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function answers(python: string, javascript: string): Promise<unknown[]> {
    const child = spawn('node', [host, runners, python, javascript], {
      uid: nobody,
      gid: nobody,
      cwd: '/',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      return JSON.parse(line) as unknown[];
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }

  it('[S1] they start, hold a bomb of processes and one of memory, and see nothing of the host', async () => {
    const [python, javascript] = await answers(
      `
import os, signal, socket
def attempt(action):
    try: return repr(action())
    except Exception as failure: return type(failure).__name__
children = []
try:
    while len(children) < 1000:
        pid = os.fork()
        if pid == 0: signal.pause()
        children.append(pid)
except OSError: pass
for pid in children: os.kill(pid, 9)
answer = [len(children) < 128, len(children) > 20, attempt(lambda: bytearray(b'1') * (2 << 30)), attempt(socket.socket),
  attempt(lambda: open('/etc/passwd')), attempt(lambda: open('/proc/sys/kernel/core_pattern', 'w')), os.getuid()]`,
      `
const fs = require('node:fs');
const attempt = (action) => { try { return action(); } catch (failure) { return failure.code; } };
return [attempt(() => fs.readFileSync('/etc/passwd', 'utf8')), attempt(() => fs.writeFileSync('/x', '')), process.getuid()]`,
    );
    expect(python).toEqual([true, true, 'MemoryError', 'PermissionError', 'FileNotFoundError', 'OSError', nobody]);
    expect(javascript).toEqual(['ENOENT', 'EROFS', nobody]);
  });
});

/** Processes that have a text in their environment. */
function processesWith(text: string): number {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'latin1').includes(text);
    } catch {
      return false;
    }
  }).length;
}

/** Containers often run as root with cgroups that cannot be written: limits by rlimits alone, which bind root to no number of processes. */
describe.runIf(process.getuid?.() === 0)('sandboxes of root without cgroups', () => {
  const driver = new BubblewrapDriver({ runners: probeRunners, cgroups: null });
  afterAll(() => driver[Symbol.asyncDispose]());

  it('[S2] processes are bounded, in each sandbox by itself, and the rest holds as ever', async () => {
    await using bomb = await Captive.in(driver, 'python');
    await using neighbour = await Captive.in(driver, 'python');
    await using javascript = await Captive.in(driver, 'javascript');
    const bounded = bomb.run(`
import signal
children = []
def fork():
    while len(children) < 1000:
        pid = os.fork()
        if pid == 0: signal.pause()
        children.append(pid)
answer = [attempt(fork), 20 < len(children) < 128, attempt(lambda: read('/etc/passwd')), attempt(socket.socket), os.getuid()]`);
    expect(await bounded).toEqual(['EAGAIN', true, 'ENOENT', 'EPERM', 65534]);
    // The bomb still holds all of its own.
    const started = await neighbour.run(`
pid = os.fork()
if pid == 0: os._exit(7)
answer = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])`);
    expect(started).toBe(7);
    const spawned = await javascript.run(
      `return require('node:child_process').spawnSync(process.execPath, ['-p', '6 * 7']).stdout.toString()`,
    );
    expect(spawned).toBe('42\n');
  });

  it('[S5] when it is killed nothing of it is left', async () => {
    const marker = randomUUID();
    await using captive = await Captive.in(driver, 'python', { environment: { MARKER: marker } });
    await captive.run('import signal\nfor _ in range(5):\n    if os.fork() == 0: signal.pause()\nanswer = 1');
    expect(processesWith(marker)).toBeGreaterThanOrEqual(6);
    captive.sandbox.kill();
    await captive.sandbox.exited;
    await expect.poll(() => processesWith(marker)).toBe(0);
  });

  it('[S1] the self-test says how limits are imposed', async () => {
    const { works, reason } = await driver.selfTest();
    expect({ works, reason }).toEqual({
      works: true,
      reason: expect.stringMatching(/limits by rlimits alone \(no cgroups\)\.$/),
    });
  });
});
