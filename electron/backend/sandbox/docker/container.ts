import type { ContainerCreateOptions, MountConfig } from 'dockerode';
import type { Limits } from '#shared/actor/limits.ts';
import { mostProcesses, openFiles, temporaryBytes } from '../bounds.ts';
import { machineFiles } from '../bubblewrap/arguments.ts';
import { memoryInside } from '../../sharedMemory/memoryInside.ts';
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

/** Who programs in containers are. */
export const nobody = '65534:65534';

/** Whether programs in an OCI runtime meet a kernel of their own: gVisor. */
export function isOwnKernel(ociRuntime: string | undefined): boolean {
  return ociRuntime?.startsWith('runsc') ?? false;
}

/** What gVisor's kernel takes of a container's memory, in bytes. */
const memoryOfOwnKernel = 32 * 1024 ** 2;

/** gVisor takes several threads of the machine for each process that it runs, and some of its own. */
const threadsOfOwnKernel = 1024;

/** Processes of all containers of one user. */
const mostOfAll = 32 * mostProcesses;

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

/** A container's share of shared memory (M6). */
export interface ContainerMemory {
  /** Its folders on the host. */
  readonly outside: { out: string; in: string };
  /** Bytes of the largest file in it. */
  readonly largestFile: number;
}

export function memoryMounts(outside: ContainerMemory['outside']): MountConfig {
  return [
    { Type: 'bind', Source: outside.out, Target: memoryInside.out, ReadOnly: false },
    { Type: 'bind', Source: outside.in, Target: memoryInside.in, ReadOnly: true },
  ];
}

/** What Podman would set by itself may be more than it is allowed. */
const openFilesLimit = { Name: 'nofile', Soft: openFiles, Hard: openFiles };
const processesLimit = (most: number) => ({ Name: 'nproc', Soft: most, Hard: most });

/** Of a container that tells something of the engine or of its image. */
export const trialHostConfig = {
  NetworkMode: 'none',
  ReadonlyRootfs: true,
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  Ulimits: [openFilesLimit, processesLimit(mostOfAll)],
};

/** The container of one sandbox (S2): everything that is not needed is taken away. */
export function containerOptions(
  plan: ContainerPlan,
  limits: Limits,
  environment: Readonly<Record<string, string>>,
  command: readonly string[],
  memory?: ContainerMemory,
): ContainerCreateOptions {
  const unset = plan.unwanted.filter((name) => /^[A-Za-z_]\w*$/.test(name) && !(name in environment));
  // The temporary directory is bound in itself.
  const largestFile = Math.max(temporaryBytes, memory?.largestFile ?? 0);
  return {
    Image: plan.image,
    Entrypoint: ['/bin/sh', '-c', launcher(unset), 'sandbox'],
    Cmd: [...command],
    // A name without a value takes the image's own variable away.
    Env: [...Object.entries(environment).map(([name, value]) => `${name}=${value}`), ...unset],
    Labels: { [ownerLabel]: plan.owner },
    Hostname: 'sandbox',
    User: nobody,
    WorkingDir: '/tmp',
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    StdinOnce: true,
    StopTimeout: 0,
    HostConfig: {
      ...resourcesOf(plan, limits),
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
      PidsLimit: isOwnKernel(plan.ociRuntime) ? threadsOfOwnKernel : mostProcesses,
      Tmpfs: { '/tmp': `rw,exec,nosuid,nodev,size=${temporaryBytes},mode=1777` },
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        openFilesLimit,
        // The machine's kernel counts the processes of all containers together.
        processesLimit(isOwnKernel(plan.ociRuntime) ? mostProcesses : mostOfAll),
        { Name: 'fsize', Soft: largestFile, Hard: largestFile },
      ],
      Mounts: [
        ...Object.entries(plan.folders).map(([Target, Source]) => ({
          Type: 'bind' as const,
          Source,
          Target,
          ReadOnly: true,
        })),
        ...(memory ? memoryMounts(memory.outside) : []),
      ],
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
      ...(plan.ociRuntime ? { Runtime: plan.ociRuntime } : {}),
    },
  };
}

/** The limits as an engine takes them; memory with swap is memory alone. */
export function resourcesOf({ runtime, ociRuntime }: Pick<ContainerPlan, 'runtime' | 'ociRuntime'>, limits: Limits) {
  const memory = Math.max(limits.memory, leastMemory[runtime]) + (isOwnKernel(ociRuntime) ? memoryOfOwnKernel : 0);
  return {
    Memory: memory,
    MemorySwap: memory,
    CpuPeriod: 100_000,
    CpuQuota: Math.max(1000, Math.round(limits.cpu * 100_000)),
  };
}
