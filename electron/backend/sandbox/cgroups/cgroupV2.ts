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

/** Cgroups version 2: one tree. Groups are made in a folder that was delegated to us and hands its controllers down. */
export class CgroupsV2 implements CgroupHierarchy {
  readonly version = 2;

  constructor(
    private readonly folder: string,
    readonly controllers: ReadonlySet<CgroupController>,
    readonly roots: readonly string[],
  ) {}

  create(name: string, limits: Limits, processes: number): Cgroup {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    return limited(new CgroupV2(folder, this.controllers), (group) => {
      group.setLimits(limits);
      if (this.controllers.has('pids')) writeControl(folder, 'pids.max', processes);
      if (this.controllers.has('memory')) {
        tryControl(folder, 'memory.swap.max', 0);
        // One process over the limit ends the whole sandbox, not some part of it.
        tryControl(folder, 'memory.oom.group', 1);
      }
    });
  }
}

class CgroupV2 implements Cgroup {
  readonly joinFiles: readonly string[];

  constructor(
    private readonly folder: string,
    private readonly controllers: ReadonlySet<CgroupController>,
  ) {
    this.joinFiles = [join(folder, 'cgroup.procs')];
  }

  setLimits(limits: Limits): void {
    if (this.controllers.has('memory')) writeControl(this.folder, 'memory.max', limits.memory);
    if (this.controllers.has('cpu'))
      setQuota(this.folder, 'cpu.max', `${cpuQuota(limits.cpu)} ${cpuPeriod}`, 'cpu.max.burst', limits.cpu);
  }

  memoryBytes(): number | null {
    return this.controllers.has('memory') ? readNumber(this.folder, 'memory.current') : null;
  }

  ranOutOfMemory(): boolean {
    return readEvent(this.folder, 'memory.events', 'oom_kill') > 0;
  }

  kill(): void {
    if (!tryControl(this.folder, 'cgroup.kill', 1)) killMembers(this.folder);
  }

  async remove(): Promise<void> {
    await removeGroup(this.folder);
  }
}
