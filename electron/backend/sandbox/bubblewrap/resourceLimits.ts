import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { mostProcesses } from '../bounds.ts';
import type { CgroupController } from '../cgroups/cgroup.ts';
import { sharedLibraries } from '../interpreter/sharedLibraries.ts';
import { programOnPath } from '../../system/programOnPath.ts';

/** Address space that Python needs beside the memory it uses: stacks of threads, mapped files. */
const besideMemory = 128 * 1024 ** 2;

/** What takes the place of cgroups that are not to be had: a program of util-linux that runs first inside. */
export interface ResourceLimits {
  /** The program and its libraries; nothing when cgroups do it all. */
  files: string[];
  /** What goes before the interpreter on the command line. */
  prefix(runtime: ScriptRuntime, memory: number): string[];
}

/**
 * Limits that are not left to cgroups. RLIMIT_NPROC is set inside, where only the sandbox's own processes count, and does not
 * bind root (startingUser.ts). RLIMIT_AS bounds Python; Node does not start under it and has the bound of its heap alone.
 */
export async function resourceLimits(controllers: ReadonlySet<CgroupController>): Promise<ResourceLimits> {
  const program = controllers.has('pids') && controllers.has('memory') ? undefined : programOnPath('prlimit');
  if (!program) return { files: [], prefix: () => [] };
  return {
    files: [program, ...(await sharedLibraries([program]))],
    prefix: (runtime, memory) => [
      program,
      ...(controllers.has('pids') ? [] : [`--nproc=${mostProcesses}`]),
      ...(controllers.has('memory') || runtime !== 'python' ? [] : [`--as=${memory + besideMemory}`]),
      '--',
    ],
  };
}
