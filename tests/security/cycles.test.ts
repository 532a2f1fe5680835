import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { findGroups } from '../../electron/backend/sandbox/cgroups/cgroupOwner.ts';
import { findCgroups } from '../../electron/backend/sandbox/cgroups/findCgroups.ts';
import { programOwner } from '../../electron/backend/system/programOwner.ts';
import type { SandboxRequest } from '../../electron/backend/sandbox/sandbox.ts';
import { SandboxPool, type SandboxLease } from '../../electron/backend/sandbox/sandboxPool.ts';
import { absentDrivers, engineFolder, isolatingDrivers, stopEngine } from './captive.ts';

/** 10,000 with REFLOW_TEST_CYCLES=10000, which takes some minutes. */
const cycles = Number(process.env['REFLOW_TEST_CYCLES'] ?? 60);

const limits = { memory: 128 * 1024 ** 2, cpu: 1, timeout: 30 };

afterAll(stopEngine);

/** What this program has of the machine: nothing of it may grow. */
function held() {
  const groups = (findCgroups()?.roots ?? [])
    .flatMap(findGroups)
    .filter((folder) => folder.includes(`reflow-studio.${programOwner()}.`));
  return {
    processes: childrenOf(process.pid),
    descriptors: readdirSync('/proc/self/fd').length,
    // Those of bubblewrap and of our own engine; other programs mount what they like.
    mounts: readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter((line) => /newroot|oldroot/.test(line) || (engineFolder !== undefined && line.includes(engineFolder)))
      .length,
    groups: groups.length,
    temporary: readdirSync(tmpdir()).filter((name) => /^reflow-studio-[0-9a-f]{24}$/.test(name)).length,
  };
}

function childrenOf(parent: number): number {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return (
        Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]) === parent && !status.includes('(esbuild)')
      );
    } catch {
      return false;
    }
  }).length;
}

describe.each(isolatingDrivers)(
  `cycles of $name${absentDrivers.map((reason) => ` (not tried: ${reason})`).join('')}`,
  ({ name, make }) => {
    const rounds = name === 'docker' ? Math.ceil(cycles / 5) : cycles;

    it(
      `[S5] ${rounds} times taken, killed and replaced, nothing is left: no process, descriptor, mount, cgroup or temporary file`,
      async () => {
        const driver = make();
        const pool = new SandboxPool({
          driver,
          sizes: { python: { preload: 2, maximum: 4 }, javascript: { preload: 0, maximum: 2 } },
        });
        const request: SandboxRequest = { runtime: 'python', limits, environment: {} };
        const once = async (round: number) => {
          const lease: SandboxLease = await pool.acquire(
            round % 20 === 7 ? { ...request, runtime: 'javascript' } : request,
          );
          lease.sandbox.prints.stdout.resume();
          lease.sandbox.prints.stderr.resume();
          // By its holder, by itself, or by giving it back.
          if (round % 3 === 0) lease.sandbox.kill();
          else if (round % 3 === 1) lease.sandbox.channel.end('"not code"\n');
          await lease[Symbol.asyncDispose]();
          await lease.sandbox.exited;
        };
        await Promise.all([once(0), once(1), once(7)]);
        await expect.poll(() => pool.status().idle, { timeout: 20_000 }).toBe(2);
        const before = held();
        for (let round = 0; round < rounds; round += 3)
          await Promise.all([once(round), once(round + 1), once(round + 2)]);
        await expect.poll(() => pool.status(), { timeout: 20_000 }).toMatchObject({ busy: 0, idle: 2, waiting: 0 });
        // A connection to an engine may stay open for the next request.
        await expect
          .poll(held, { timeout: 20_000 })
          .toEqual({ ...before, descriptors: expect.toSatisfy((count: number) => count <= before.descriptors + 4) });
        await pool[Symbol.asyncDispose]();
        await driver[Symbol.asyncDispose]();
        expect(held()).toMatchObject({ groups: 0, temporary: 0 });
        expect(held().mounts).toBeLessThanOrEqual(before.mounts);
      },
      60_000 + cycles * 500,
    );
  },
);
