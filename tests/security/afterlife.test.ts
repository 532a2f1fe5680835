import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BubblewrapDriver } from '../../electron/backend/sandbox/bubblewrap/bubblewrapDriver.ts';
import { findGroups, removeLeftovers } from '../../electron/backend/sandbox/cgroups/cgroupOwner.ts';
import { findCgroups } from '../../electron/backend/sandbox/cgroups/findCgroups.ts';
import { probeRunners } from '../contract/sandboxDriverProbe.ts';

/** Leaves its session and lives on as nobody's child. */
const daemon = (marker: string) => ({
  python: `
import os, subprocess, sys
if os.fork() == 0:
    os.setsid()
    subprocess.Popen([sys.executable, '-I', '-S', '-c', 'import time; time.sleep(1000)', '${marker}'])
    os._exit(0)
answer = True`,
  javascript: `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)', '${marker}'],
  { detached: true, stdio: 'ignore' }).unref(); return true`,
});

function processesNamed(word: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) && pid !== String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word)
      );
    } catch {
      return false;
    }
  });
}

function groupsOf(pid: number): string[] {
  const mine = new RegExp(`/reflow-studio\\.\\d+\\.${pid}\\.`);
  return (findCgroups()?.roots ?? []).flatMap(findGroups).filter((folder) => mine.test(folder));
}

describe('after the end of the program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reflow-afterlife-'));
  const host = join(folder, 'host.mjs');
  const started: ChildProcess[] = [];

  beforeAll(async () => {
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
  afterAll(async () => {
    for (const child of started) {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await ended;
    }
    await removeLeftovers(findCgroups()?.roots ?? []);
    rmSync(folder, { recursive: true });
  });

  async function startHost(sources: { python: string; javascript: string }, extra: (number | 'ignore')[] = []) {
    const child = spawn(process.execPath, [host, probeRunners, sources.python, sources.javascript], {
      stdio: ['ignore', 'pipe', 'inherit', ...extra],
    });
    started.push(child);
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    return { child, answers: JSON.parse(line) as unknown[] };
  }

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGSEGV'] as const)(
    '[S5] nothing of its sandboxes is left when it ends by %s, and the next start clears the rest',
    async (signal) => {
      const marker = `marker-${randomBytes(8).toString('hex')}`;
      const { child } = await startHost(daemon(marker));
      await expect.poll(() => processesNamed(marker).length, { timeout: 10_000 }).toBe(3);
      child.kill(signal);
      await once(child, 'exit');
      await expect.poll(() => processesNamed(marker), { timeout: 10_000 }).toEqual([]);

      await using next = new BubblewrapDriver({ runners: probeRunners });
      const sandbox = await next.start({
        runtime: 'python',
        limits: { memory: 128 * 1024 ** 2, cpu: 1, timeout: 30 },
        environment: {},
      });
      expect(groupsOf(child.pid!)).toEqual([]);
      sandbox.kill();
      await sandbox.exited;
      // Others have such a file for a moment while they start a sandbox.
      await expect
        .poll(() => readdirSync(tmpdir()).filter((name) => /^reflow-studio-[0-9a-f]{24}$/.test(name)), {
          timeout: 10_000,
        })
        .toEqual([]);
    },
  );

  it('[S5] a start leaves the sandboxes of programs that live alone', async () => {
    const marker = `marker-${randomBytes(8).toString('hex')}`;
    const { child } = await startHost(daemon(marker));
    await expect.poll(() => processesNamed(marker).length, { timeout: 10_000 }).toBe(3);
    const before = [processesNamed(marker), groupsOf(child.pid!)];
    await using next = new BubblewrapDriver({ runners: probeRunners });
    expect(await next.selfTest()).toMatchObject({ works: true });
    expect([processesNamed(marker), groupsOf(child.pid!)]).toEqual(before);
  });

  it('[X4] a descriptor that the program was started with does not reach its sandboxes', async () => {
    const canary = join(folder, 'canary');
    writeFileSync(canary, 'secret');
    const descriptor = openSync(canary, 'r');
    const { answers } = await startHost(
      {
        python: `
import os
answer = []
for descriptor in range(4, 64):
    try: answer.append(os.pread(descriptor, 100, 0).decode())
    except OSError: pass`,
        javascript: `const found = [];
for (let descriptor = 4; descriptor < 64; descriptor++) {
  try { found.push(require('node:fs').readlinkSync('/proc/self/fd/' + descriptor)); } catch {}
}
return found.filter((path) => path.includes('canary'))`,
      },
      // Node itself closes those up to 16 for its children.
      Array.from({ length: 40 }, (_, index) => (index === 2 || index === 39 ? descriptor : 'ignore')),
    ).finally(() => closeSync(descriptor));
    expect((answers[0] as string[]).filter((text) => text !== '')).toEqual([]);
    expect(answers[1]).toEqual([]);
  });
});
