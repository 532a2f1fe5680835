import { availableParallelism } from 'node:os';
import type { Limits } from '#shared/actor/limits.ts';
import { mostProcesses, openFiles, temporaryBytes } from '../bounds.ts';
import { leastMemory } from '../interpreter/interpreter.ts';
import type { SandboxRequest } from '../sandbox.ts';
import type { ExecBuilder, MachineBuilder } from './sdk.ts';

const mebibyte = 1024 ** 2;
/** What the guest's own kernel takes, in MiB. */
const kernelMemory = 64;

/** Moves the channel to descriptors 3 and 4, finds the program, takes the image's variables away and becomes its parent. */
const launcher = (declared: readonly string[]) =>
  [
    'exec 3<&0 4>&1 1>&2 0</dev/null',
    'program=$(command -v "$1") || exit 127',
    'shift',
    `unset ${['PATH', 'HOME', 'HOSTNAME', 'TERM', 'PWD', 'OLDPWD', 'SHLVL', 'USER', 'LANG'].filter((name) => !declared.includes(name)).join(' ')}`,
    '"$program" "$@"',
    'exit $?',
  ].join('\n');

/** A machine for one sandbox: its image, no network, the folders read-only, a temporary directory in memory (S2). */
export function configureMachine(
  builder: MachineBuilder,
  parts: {
    image: string;
    limits: Limits;
    runtime: SandboxRequest['runtime'];
    folders: Readonly<Record<string, string>>;
  },
): MachineBuilder {
  const { image, limits, runtime, folders } = parts;
  const machine = builder
    .image(image)
    // Nothing is fetched unasked.
    .pullPolicy('never')
    .cpus(Math.min(availableParallelism(), Math.max(1, Math.ceil(limits.cpu))))
    .memory(Math.ceil(Math.max(limits.memory, leastMemory[runtime]) / mebibyte) + kernelMemory)
    .disableNetwork()
    .security('restricted')
    .ephemeral(true)
    .hostname('sandbox')
    .user('65534:65534')
    .workdir('/tmp')
    .rlimit('core', 0)
    .rlimit('nofile', openFiles)
    .rlimit('nproc', mostProcesses)
    .rlimit('fsize', temporaryBytes)
    .volume('/tmp', (mount) => mount.tmpfs().size(temporaryBytes / mebibyte));
  for (const [guest, host] of Object.entries(folders)) machine.volume(guest, (mount) => mount.bind(host).readonly());
  return machine;
}

/** The program in it, by the launcher. */
export function configureProgram(
  options: ExecBuilder,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): ExecBuilder {
  return options
    .args(['-c', launcher(Object.keys(environment)), 'sandbox', ...command])
    .envs({ ...environment })
    .stdinPipe();
}
