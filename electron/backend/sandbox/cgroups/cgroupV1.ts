import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits } from '#shared/actor/limits.ts';
import type { Cgroup, CgroupController, CgroupHierarchy } from './cgroup.ts';
import {
  cpuPeriod,
  cpuQuota,
  killMembers,
  readEvent,
  readNumber,
  limited,
  removeGroup,
  setQuota,
  tryControl,
  writeControl,
} from './cgroupFiles.ts';

/** Cgroups version 1: one tree for each controller, so one group is a folder in each of them. */
export class CgroupsV1 implements CgroupHierarchy {
  readonly version = 1;
  readonly controllers: ReadonlySet<CgroupController>;

  /** @param folders for each controller, the folder in which groups are made */
  constructor(
    private readonly folders: ReadonlyMap<CgroupController, string>,
    readonly roots: readonly string[],
  ) {
    this.controllers = new Set(folders.keys());
  }

  create(name: string, limits: Limits, processes: number): Cgroup {
    const folders = new Map([...this.folders].map(([controller, folder]) => [controller, join(folder, name)]));
    for (const folder of folders.values()) mkdirSync(folder);
    return limited(new CgroupV1(folders), (group) => {
      group.setLimits(limits);
      const pids = folders.get('pids');
      if (pids) writeControl(pids, 'pids.max', processes);
    });
  }
}

class CgroupV1 implements Cgroup {
  readonly joinFiles: readonly string[];
  private readonly memory: string | undefined;
  private readonly cpu: string | undefined;
  private exceeded = false;

  constructor(private readonly folders: ReadonlyMap<CgroupController, string>) {
    this.joinFiles = [...folders.values()].map((folder) => join(folder, 'cgroup.procs'));
    this.memory = folders.get('memory');
    this.cpu = folders.get('cpu');
  }

  setLimits(limits: Limits): void {
    if (this.memory) this.setMemory(this.memory, limits.memory);
    if (this.cpu) {
      writeControl(this.cpu, 'cpu.cfs_period_us', cpuPeriod);
      setQuota(this.cpu, 'cpu.cfs_quota_us', cpuQuota(limits.cpu), 'cpu.cfs_burst_us', limits.cpu);
    }
  }

  /** Memory alone may never exceed memory with swap: raising starts with the latter, lowering with the former. */
  private setMemory(folder: string, bytes: number): void {
    const whole = tryControl(folder, 'memory.memsw.limit_in_bytes', bytes);
    try {
      writeControl(folder, 'memory.limit_in_bytes', bytes);
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== 'EBUSY') throw failure;
      // It holds more than that already; version 2 would end it by itself.
      this.exceeded = true;
      this.kill();
    }
    if (!whole) tryControl(folder, 'memory.memsw.limit_in_bytes', bytes);
  }

  memoryBytes(): number | null {
    return this.memory ? readNumber(this.memory, 'memory.usage_in_bytes') : null;
  }

  ranOutOfMemory(): boolean {
    if (this.exceeded) return true;
    return this.memory !== undefined && readEvent(this.memory, 'memory.oom_control', 'oom_kill') > 0;
  }

  kill(): void {
    for (const folder of this.folders.values()) killMembers(folder);
  }

  async remove(): Promise<void> {
    await Promise.all([...this.folders.values()].map(removeGroup));
  }
}
