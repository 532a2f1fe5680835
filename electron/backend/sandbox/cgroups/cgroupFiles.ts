import { readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Length of the period over which processor time is shared out, in microseconds. */
export const cpuPeriod = 100_000;

/** Processor time of a period for so many cores; the kernel refuses less than a millisecond. */
export const cpuQuota = (cores: number) => Math.max(1000, Math.round(cores * cpuPeriod));

export function readNumber(folder: string, file: string): number | null {
  try {
    const number = Number(readFileSync(join(folder, file), 'utf8').trim());
    return Number.isFinite(number) ? number : null;
  } catch {
    return null;
  }
}

/** The number after a key in a file of `key number` lines. */
export function readEvent(folder: string, file: string, key: string): number {
  try {
    const line = readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${key} `));
    return line ? Number(line.slice(key.length + 1)) : 0;
  } catch {
    return 0;
  }
}

export function writeControl(folder: string, file: string, value: string | number): void {
  writeFileSync(join(folder, file), String(value));
}

/** Writes a control that not every kernel has, or that it may refuse at the moment. */
export function tryControl(folder: string, file: string, value: string | number): boolean {
  try {
    writeControl(folder, file, value);
    return true;
  } catch {
    return false;
  }
}

/** Sets a quota of processor time, and as much to spend at once: that may not exceed the quota, in either order of change. */
export function setQuota(folder: string, quota: string, written: string | number, burst: string, cores: number): void {
  tryControl(folder, burst, 0);
  writeControl(folder, quota, written);
  tryControl(folder, burst, cpuQuota(cores));
}

export function killMembers(folder: string): void {
  for (const pid of members(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

function members(folder: string): number[] {
  try {
    // A 0 is a process of another pid namespace, which cannot be named from here.
    return readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').map(Number).filter(Boolean);
  } catch {
    return [];
  }
}

/** Removes a group's folder. Its last process may still be on its way out, so this tries again for up to five seconds. */
export async function removeGroup(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      rmdirSync(folder);
      return;
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return;
    }
    await delay(Math.min(25, 1 + attempt));
  }
}
