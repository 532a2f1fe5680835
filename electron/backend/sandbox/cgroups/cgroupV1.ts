import type { CgroupControls } from './cgroup.ts';
import { cpuPeriod, cpuQuota, killMembers, setQuota, tryControl, writeControl } from './cgroupFiles.ts';

/** Cgroups version 1: one tree for each controller, so one group is a folder in each of them. */
export const cgroupV1: CgroupControls = {
  version: 1,
  memoryUsage: 'memory.usage_in_bytes',
  memoryEvents: 'memory.oom_control',

  /** Memory alone may never exceed memory with swap: raising starts with the latter, lowering with the former. */
  setMemory(folder, bytes) {
    const whole = tryControl(folder, 'memory.memsw.limit_in_bytes', bytes);
    writeControl(folder, 'memory.limit_in_bytes', bytes);
    if (!whole) tryControl(folder, 'memory.memsw.limit_in_bytes', bytes);
  },

  setProcessorShare(folder, cores) {
    writeControl(folder, 'cpu.cfs_period_us', cpuPeriod);
    setQuota(folder, 'cpu.cfs_quota_us', cpuQuota(cores), 'cpu.cfs_burst_us', cores);
  },

  kill: killMembers,
};
