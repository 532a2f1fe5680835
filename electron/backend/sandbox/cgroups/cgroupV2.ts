import type { CgroupControls } from './cgroup.ts';
import { cpuPeriod, cpuQuota, killMembers, setQuota, tryControl, writeControl } from './cgroupFiles.ts';

/** Cgroups version 2: one tree, in which a group has all controllers in one folder. */
export const cgroupV2: CgroupControls = {
  version: 2,
  memoryUsage: 'memory.current',
  memoryEvents: 'memory.events',

  /** One process over the limit ends the whole sandbox, not some part of it; what holds more already is ended at once. */
  setMemory(folder, bytes) {
    writeControl(folder, 'memory.max', bytes);
    tryControl(folder, 'memory.swap.max', 0);
    tryControl(folder, 'memory.oom.group', 1);
  },

  setProcessorShare(folder, cores) {
    setQuota(folder, 'cpu.max', `${cpuQuota(cores)} ${cpuPeriod}`, 'cpu.max.burst', cores);
  },

  kill(folder) {
    if (!tryControl(folder, 'cgroup.kill', 1)) killMembers(folder);
  },
};
