import type { Limits } from '#shared/actor/limits.ts';

/** What a cgroup can bound. */
export type CgroupController = 'memory' | 'cpu' | 'pids';

/** What the kernel holds one sandbox to, and how it is found and ended as a whole. */
export interface Cgroup {
  /** Files into which a process writes `0` to put itself, and all it will ever start, into the group. */
  readonly joinFiles: readonly string[];
  setLimits(limits: Limits): void;
  /** Bytes charged to it; null without a memory controller. */
  memoryBytes(): number | null;
  /** Whether the kernel ended a process in it for exceeding the memory limit. */
  ranOutOfMemory(): boolean;
  /** Sends SIGKILL to every process in it. */
  kill(): void;
  /** Removes it, once its processes are gone. */
  remove(): Promise<void>;
}

/** The place in the machine's cgroups where this program may make its own. */
export interface CgroupHierarchy {
  readonly version: 1 | 2;
  readonly controllers: ReadonlySet<CgroupController>;
  create(name: string, limits: Limits, processes: number): Cgroup;
  /** Mount points of the trees, below which leftovers are looked for. */
  readonly roots: readonly string[];
}

/** What the two versions of cgroups do differently, each in the folder of a group that has the controller. */
export interface CgroupControls {
  readonly version: 1 | 2;
  /** File with the bytes in use, and one with a line that counts the processes ended for too many. */
  readonly memoryUsage: string;
  readonly memoryEvents: string;
  /** @throws Error with code `EBUSY` where the group holds more than that and the kernel leaves it so */
  setMemory(folder: string, bytes: number): void;
  setProcessorShare(folder: string, cores: number): void;
  kill(folder: string): void;
}
