import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cgroupName, removeLeftovers } from './cgroupOwner.ts';
import { cgroupV2 } from './cgroupV2.ts';
import { ControlGroups } from './controlGroups.ts';
import { findCgroups } from './findCgroups.ts';

const limits = { memory: 2 ** 27, cpu: 0.5, timeout: 30 };

/** Files where a kernel with version 2 would have its own; the machines these tests run on may have version 1. */
describe('cgroups version 2', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reflow-cgroups-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('[S3] writes memory, processor share and processes, and reads what happened', () => {
    const folders = new Map((['memory', 'cpu', 'pids'] as const).map((controller) => [controller, folder]));
    const hierarchy = new ControlGroups(cgroupV2, folders, [folder]);
    const group = hierarchy.create('group', limits, 128);
    const read = (name: string) => readFileSync(join(folder, 'group', name), 'utf8');
    expect([read('memory.max'), read('cpu.max'), read('pids.max'), read('memory.oom.group')]).toEqual([
      '134217728',
      '50000 100000',
      '128',
      '1',
    ]);
    expect(group.joinFiles).toEqual([join(folder, 'group', 'cgroup.procs')]);
    group.setLimits({ ...limits, cpu: 2 });
    expect(read('cpu.max')).toBe('200000 100000');

    expect([group.memoryBytes(), group.ranOutOfMemory()]).toEqual([null, false]);
    writeFileSync(join(folder, 'group', 'memory.current'), '4096\n');
    writeFileSync(join(folder, 'group', 'memory.events'), 'low 0\noom 1\noom_kill 1\n');
    expect([group.memoryBytes(), group.ranOutOfMemory()]).toEqual([4096, true]);
  });
});

describe.runIf(findCgroups() !== null)('cgroups of this machine', () => {
  it('[S5] those of a program that is no more are removed, those of others stay', async () => {
    const hierarchy = findCgroups()!;
    const own = hierarchy.create(cgroupName('own'), limits, 8);
    const [, namespace, pid, started] = /\.(\d+)\.(\d+)\.(\d+)\.own/.exec(own.joinFiles[0]!)!;
    const gone = [
      hierarchy.create(`reflow-studio.${namespace}.${pid}.${Number(started) - 1}.a`, limits, 8),
      hierarchy.create(`reflow-studio.${namespace}.4194305.1.b`, limits, 8),
    ];
    const elsewhere = hierarchy.create(`reflow-studio.1.4194305.1.c`, limits, 8);
    try {
      await removeLeftovers(hierarchy.roots);
      expect(gone.flatMap(({ joinFiles }) => joinFiles.filter(exists))).toEqual([]);
      expect([own, elsewhere].flatMap(({ joinFiles }) => joinFiles.filter((file) => !exists(file)))).toEqual([]);
    } finally {
      await Promise.all([own.remove(), elsewhere.remove()]);
    }
    expect(own.joinFiles.filter(exists)).toEqual([]);
  });

  it('[S5] nothing is left of a group that could not be made', () => {
    const hierarchy = findCgroups()!;
    const name = cgroupName('twice');
    const group = hierarchy.create(name, limits, 8);
    expect(() => hierarchy.create(name, limits, 8)).toThrow(/EEXIST/);
    return group.remove();
  });
});

function exists(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}
