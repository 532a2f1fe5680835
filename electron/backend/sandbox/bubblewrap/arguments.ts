import { existsSync } from 'node:fs';
import { temporaryBytes } from '../bounds.ts';
import { memoryInside } from '../../sharedMemory/memoryInside.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Bubblewrap } from './findBubblewrap.ts';

/** Where the runners are inside. */
export const runnersInside = '/runner';

/** Where the workspace's packages are inside. */
export const packagesInside = '/packages';

const devices = ['null', 'zero', 'random', 'urandom'];

/**
 * Files of /proc that tell of the whole machine, many of them to root only. Where the program runs as root, the sandbox's user is
 * root, too, seen from outside.
 */
export const machineFiles = (
  'kcore kmsg kallsyms kpagecount kpageflags kpagecgroup keys key-users timer_list vmallocinfo slabinfo sched_debug ' +
  'sysrq-trigger config.gz modules iomem ioports'
).split(' ');

/** A folder of packages, and the machine's own shared libraries that they load. */
export interface PackageFiles {
  folder: string;
  libraries: readonly string[];
}

/**
 * bubblewrap's flags for everything but the environment and the program (S2).
 * @param parts `files`: the programs and shared libraries that are run; `runners`: their folder on the host
 */
export function isolationArguments(parts: {
  bubblewrap: Bubblewrap;
  interpreter: Interpreter;
  files: readonly string[];
  runners: string;
  packages?: PackageFiles | undefined;
}): string[] {
  const { bubblewrap, interpreter, files, runners, packages } = parts;
  const present = (path: string) => existsSync(path);
  const readOnly = (path: string) => ['--ro-bind', path, path];
  return [
    ['--unshare-all', '--unshare-user'],
    // Older versions lack it; the seccomp filter refuses new namespaces in any case.
    bubblewrap.disablesUserNamespaces ? ['--disable-userns'] : [],
    ['--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
    ['--uid', '65534', '--gid', '65534', '--hostname', 'sandbox'],
    [...files, ...interpreter.libraries].flatMap(readOnly),
    // What others installed into the interpreter is no part of it: an actor's packages come with its bundle (S7).
    interpreter.foreign.filter(present).flatMap((folder) => ['--tmpfs', folder, '--remount-ro', folder]),
    ['--ro-bind', runners, runnersInside],
    packages ? ['--ro-bind', packages.folder, packagesInside, ...packages.libraries.flatMap(readOnly)] : [],
    ['--proc', '/proc'],
    machineFiles
      .map((name) => `/proc/${name}`)
      .filter(present)
      .flatMap((path) => ['--ro-bind', '/dev/null', path]),
    // Nothing in it may be written: not /proc/sys, nor anything like it.
    ['--remount-ro', '/proc'],
    devices.flatMap((name) => ['--dev-bind', `/dev/${name}`, `/dev/${name}`]),
    ['--size', String(temporaryBytes), '--tmpfs', '/tmp', '--symlink', '/tmp', '/dev/shm'],
    ['--dir', '/shared', '--dir', memoryInside.out, '--dir', memoryInside.in],
    ['--remount-ro', '/', '--chdir', '/tmp'],
  ].flat();
}

/** Flags for a sandbox's share of shared memory; `outside`: its folders on the host. */
export const memoryArguments = (outside: { out: string; in: string }): string[] => [
  ...['--bind', outside.out, memoryInside.out],
  ...['--ro-bind', outside.in, memoryInside.in],
];

export const environmentArguments = (environment: Readonly<Record<string, string>>): string[] =>
  Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]);
