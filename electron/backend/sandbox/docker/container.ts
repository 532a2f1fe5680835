import type { ContainerCreateOptions } from 'dockerode';
import type { Limits } from '#shared/actor/limits.ts';
import { mostProcesses, openFiles, temporaryBytes } from '../bounds.ts';
import { machineFiles } from '../bubblewrap/arguments.ts';
import { leastMemory } from '../interpreter/interpreter.ts';
import type { ScriptRuntime } from '#shared/actor/actor.ts';

/** The label by which containers of ended programs are found again (S5); its value is the program that made it. */
export const ownerLabel = 'reflow-studio.owner';

/** What one container is made of. */
export interface ContainerPlan {
  runtime: ScriptRuntime;
  image: string;
  /** Variables that the image sets, and that the engine does: none of them is seen inside. */
  unwanted: readonly string[];
  seccomp: string;
  /** Host folders by the path at which they are seen, read-only. */
  folders: Readonly<Record<string, string>>;
  ociRuntime: string | undefined;
  owner: string;
}

/** Whether programs in an OCI runtime meet a kernel of their own: gVisor. */
export function isOwnKernel(ociRuntime: string | undefined): boolean {
  return ociRuntime?.startsWith('runsc') ?? false;
}

/** gVisor needs some hundred threads of its own. */
const processesOfOwnKernel = 512;

/**
 * Waits for the newline that ends whatever the engine leaves at the start of stdin, moves the channel to descriptors 3 (from the
 * host) and 4 (to the host), and becomes the parent of the program, so that signals and orphans are treated as anywhere.
 */
const launcher = (unset: readonly string[]) =>
  [
    'read -r _',
    'exec 3<&0 4>&1 1>&2 0</dev/null',
    ...(unset.length > 0 ? [`unset ${unset.join(' ')}`] : []),
    '"$@"',
  ].join('\n') + '\nexit $?';

/** The container of one sandbox (S2): everything that is not needed is taken away. */
export function containerOptions(
  plan: ContainerPlan,
  limits: Limits,
  environment: Readonly<Record<string, string>>,
  command: readonly string[],
): ContainerCreateOptions {
  const unset = plan.unwanted.filter((name) => /^[A-Za-z_]\w*$/.test(name) && !(name in environment));
  return {
    Image: plan.image,
    Entrypoint: ['/bin/sh', '-c', launcher(unset), 'sandbox'],
    Cmd: [...command],
    // A name without a value takes the image's own variable away.
    Env: [...Object.entries(environment).map(([name, value]) => `${name}=${value}`), ...unset],
    Labels: { [ownerLabel]: plan.owner },
    Hostname: 'sandbox',
    User: '65534:65534',
    WorkingDir: '/tmp',
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    StdinOnce: true,
    StopTimeout: 0,
    HostConfig: {
      ...resourcesOf(plan.runtime, limits),
      NetworkMode: 'none',
      IpcMode: 'none',
      ReadonlyRootfs: true,
      Privileged: false,
      CapDrop: ['ALL'],
      // Nothing of the machine's own is to be seen: what is masked is empty.
      MaskedPaths: [
        '/sys',
        '/proc/acpi',
        '/proc/scsi',
        '/proc/interrupts',
        '/proc/pressure',
        ...machineFiles.map((name) => `/proc/${name}`),
      ],
      ReadonlyPaths: ['bus', 'fs', 'irq', 'sys'].map((name) => `/proc/${name}`),
      SecurityOpt: ['no-new-privileges', `seccomp=${plan.seccomp}`],
      PidsLimit: isOwnKernel(plan.ociRuntime) ? processesOfOwnKernel : mostProcesses,
      Tmpfs: { '/tmp': `rw,exec,nosuid,nodev,size=${temporaryBytes},mode=1777` },
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: openFiles, Hard: openFiles },
        { Name: 'nproc', Soft: processesOfOwnKernel, Hard: processesOfOwnKernel },
        { Name: 'fsize', Soft: temporaryBytes, Hard: temporaryBytes },
      ],
      Mounts: Object.entries(plan.folders).map(([Target, Source]) => ({
        Type: 'bind',
        Source,
        Target,
        ReadOnly: true,
      })),
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
      ...(plan.ociRuntime ? { Runtime: plan.ociRuntime } : {}),
    },
  };
}

/** The limits as an engine takes them; memory with swap is memory alone. */
export function resourcesOf(runtime: ScriptRuntime, limits: Limits) {
  const memory = Math.max(limits.memory, leastMemory[runtime]);
  return {
    Memory: memory,
    MemorySwap: memory,
    CpuPeriod: 100_000,
    CpuQuota: Math.max(1000, Math.round(limits.cpu * 100_000)),
  };
}
