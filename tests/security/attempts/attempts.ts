import type { AttemptGroup } from './attempt.ts';
import { channel, states, values } from './channelAttempts.ts';
import { readingFiles, writingFiles } from './fileAttempts.ts';
import { kernel, mounts, namespaces } from './kernelAttempts.ts';
import { reachingOut } from './networkAttempts.ts';
import { environments, privileges, processes } from './processAttempts.ts';

/** What is tried on every driver and in both languages; pages are tried with more (`pageAttempts.ts`). */
export const attemptGroups: readonly AttemptGroup[] = [
  readingFiles,
  writingFiles,
  reachingOut,
  environments,
  processes,
  privileges,
  mounts,
  namespaces,
  kernel,
  channel,
  states,
  // Last, since it breaks the attacker.
  values,
];
