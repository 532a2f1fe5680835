import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { cacheFolder } from '../../system/cacheFolder.ts';
import { allowed, refused } from '../bubblewrap/seccomp/policy.ts';
import { namespaceFlags, terminalRequests } from '../bubblewrap/seccomp/filter.ts';

const AF_UNIX = 1;
const EPERM = 1;
const ENOSYS = 38;

/**
 * What interpreters ask of descriptors: TCGETS, TIOCGPGRP, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX. The kernel looks at 32
 * bits of a request and the engine's filter compares 64, so only exact ones are let through.
 */
const requests = [0x5401, 0x540f, 0x5413, 0x541b, 0x5421, 0x5450, 0x5451];

/** Called by the engine's own launcher between taking the filter on and becoming the program. */
const ofTheLauncher = ['epoll_ctl', 'fstatfs', 'getdents64', 'newfstatat'];

/**
 * The system calls of a runtime as the profile that container engines read (S2): the same decisions as those of bubblewrap's own
 * filter. Code of a foreign architecture is ended by the engine's filter itself.
 */
export function seccompProfile(runtime: ScriptRuntime): string {
  const equal = (index: number, value: number) => [{ index, value, op: 'SCMP_CMP_EQ' }];
  const masked = (index: number, mask: number, value: number) => [
    { index, value: mask, valueTwo: value, op: 'SCMP_CMP_MASKED_EQ' },
  ];
  const allow = (names: readonly string[], args: object[] = []) => ({ names, action: 'SCMP_ACT_ALLOW', args });
  const refuse = (names: readonly string[], args: object[] = []) => ({
    names,
    action: 'SCMP_ACT_ERRNO',
    errnoRet: EPERM,
    args,
  });
  return JSON.stringify({
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: ENOSYS,
    syscalls: [
      allow([...new Set([...allowed(runtime), ...ofTheLauncher])]),
      allow(['clone'], masked(0, namespaceFlags, 0)),
      ...bitsOf(namespaceFlags).map((flag) => refuse(['clone'], masked(0, flag, flag))),
      // Its flags are out of a filter's sight; without it the C library uses clone. Older engines do not read the default's number.
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
      allow(['socketpair'], equal(0, AF_UNIX)),
      ...requests.map((request) => allow(['ioctl'], equal(1, request))),
      ...terminalRequests.map((request) => refuse(['ioctl'], masked(1, 0xffffffff, request))),
      refuse(refused),
    ],
  });
}

/** The same as a file for Podman, which takes no text; it is kept under a name that says its content. */
export async function seccompFile(runtime: ScriptRuntime, folder = cacheFolder('seccomp')): Promise<string> {
  const profile = seccompProfile(runtime);
  const file = join(folder, `${createHash('sha256').update(profile).digest('hex').slice(0, 32)}.json`);
  const unfinished = `${file}.${randomUUID()}`;
  await mkdir(folder, { recursive: true });
  await writeFile(unfinished, profile);
  await rename(unfinished, file);
  return file;
}

function bitsOf(flags: number): number[] {
  return Array.from({ length: 31 }, (_, bit) => 2 ** bit).filter((bit) => (flags & bit) !== 0);
}
