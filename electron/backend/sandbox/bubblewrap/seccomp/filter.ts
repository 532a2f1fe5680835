import { AppError } from '#shared/rpc/errors.ts';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import {
  answer,
  architecture,
  argument,
  assemble,
  jumpIfAnyBit,
  jumpIfAtLeast,
  jumpIfEqual,
  load,
  syscallNumber,
  verdict,
  type Instruction,
} from './bpf.ts';
import { allowed, refused } from './policy.ts';
import { syscalls, type Syscall } from './syscalls.ts';

const machines = {
  x64: { column: 0, audit: 0xc000003e },
  arm64: { column: 1, audit: 0xc00000b7 },
} as const;

const EPERM = 1;
const ENOSYS = 38;
const AF_UNIX = 1;
/** Calls of the x32 interface carry this bit on x86-64. */
const x32 = 0x40000000;
/** Flags of `clone`: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
export const namespaceFlags = 0x7e020000;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
/** Requests of `ioctl` that type into a terminal. */
export const terminalRequests: readonly number[] = [TIOCSTI, TIOCLINUX];

const refuse = answer(verdict.errno(EPERM));
const allow = answer(verdict.allow);

/**
 * The seccomp program of a runtime (S2): an allow list; the rest answers "not permitted" or "not implemented", and code of a
 * foreign architecture ends the process.
 * @throws AppError `noSandbox` on a processor for which there is no table
 */
export function seccompFilter(runtime: ScriptRuntime, processor: string = process.arch): Buffer {
  const machine = Object.hasOwn(machines, processor) ? machines[processor as keyof typeof machines] : undefined;
  if (!machine)
    throw new AppError(
      'noSandbox',
      `There is no system call filter for ${processor} processors; x64 and arm64 have one.`,
    );
  const numberOf = (name: Syscall) => syscalls[name][machine.column];

  /** Runs `body` for one call; it must end in an answer on every path. */
  const when = (name: Syscall, body: readonly Instruction[]): Instruction[] => {
    const number = numberOf(name);
    return number === null ? [] : [jumpIfEqual(number, 0, body.length), ...body];
  };

  return assemble([
    load(architecture),
    jumpIfEqual(machine.audit, 1, 0),
    answer(verdict.killProcess),
    load(syscallNumber),
    ...(processor === 'x64' ? [jumpIfAtLeast(x32, 0, 1), answer(verdict.killProcess)] : []),
    ...allowed(runtime).flatMap((name) => when(name, [allow])),
    // Flags of clone3 are behind a pointer, out of a filter's sight; without it the C library uses clone.
    ...when('clone3', [answer(verdict.errno(ENOSYS))]),
    ...when('clone', [load(argument(0)), jumpIfAnyBit(namespaceFlags, 0, 1), refuse, allow]),
    ...when('socketpair', [load(argument(0)), jumpIfEqual(AF_UNIX, 1, 0), refuse, allow]),
    ...when('ioctl', [load(argument(1)), jumpIfEqual(TIOCSTI, 1, 0), jumpIfEqual(TIOCLINUX, 0, 1), refuse, allow]),
    ...refused.flatMap((name) => when(name, [refuse])),
    answer(verdict.errno(ENOSYS)),
  ]);
}
