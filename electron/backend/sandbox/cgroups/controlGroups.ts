import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits } from '#shared/actor/limits.ts';
import type { Cgroup, CgroupController, CgroupControls, CgroupHierarchy } from './cgroup.ts';
import { readEvent, readNumber, removeGroup, writeControl } from './cgroupFiles.ts';

type Folders = ReadonlyMap<CgroupController, string>;

/** Where groups are made, of either version. */
export class ControlGroups implements CgroupHierarchy {
  /** @param folders for each controller, the folder in which groups are made; in version 2 the same for all */
  constructor(
    private readonly controls: CgroupControls,
    private readonly folders: Folders,
    readonly roots: readonly string[],
  ) {}

  get version(): 1 | 2 {
    return this.controls.version;
  }

  get controllers(): ReadonlySet<CgroupController> {
    return new Set(this.folders.keys());
  }

  /** Where a limit is refused, no group is left. */
  create(name: string, limits: Limits, processes: number): Cgroup {
    const folders = new Map([...this.folders].map(([controller, folder]) => [controller, join(folder, name)]));
    for (const folder of new Set(folders.values())) mkdirSync(folder);
    const group = new ControlGroup(this.controls, folders);
    try {
      group.setLimits(limits);
      const pids = folders.get('pids');
      if (pids !== undefined) writeControl(pids, 'pids.max', processes);
      return group;
    } catch (failure) {
      void group.remove();
      throw failure;
    }
  }
}

class ControlGroup implements Cgroup {
  private exceeded = false;

  constructor(
    private readonly controls: CgroupControls,
    private readonly folders: Folders,
  ) {}

  get joinFiles(): readonly string[] {
    return [...this.distinct].map((folder) => join(folder, 'cgroup.procs'));
  }

  setLimits({ memory: bytes, cpu: cores }: Limits): void {
    const memory = this.folders.get('memory');
    const cpu = this.folders.get('cpu');
    if (memory !== undefined) this.setMemory(memory, bytes);
    if (cpu !== undefined) this.controls.setProcessorShare(cpu, cores);
  }

  memoryBytes(): number | null {
    const memory = this.folders.get('memory');
    return memory === undefined ? null : readNumber(memory, this.controls.memoryUsage);
  }

  ranOutOfMemory(): boolean {
    const memory = this.folders.get('memory');
    return this.exceeded || (memory !== undefined && readEvent(memory, this.controls.memoryEvents, 'oom_kill') > 0);
  }

  kill(): void {
    for (const folder of this.distinct) this.controls.kill(folder);
  }

  async remove(): Promise<void> {
    await Promise.all([...this.distinct].map(removeGroup));
  }

  private setMemory(folder: string, bytes: number): void {
    try {
      this.controls.setMemory(folder, bytes);
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== 'EBUSY') throw failure;
      // It holds more than that already.
      this.exceeded = true;
      this.kill();
    }
  }

  private get distinct(): ReadonlySet<string> {
    return new Set(this.folders.values());
  }
}
