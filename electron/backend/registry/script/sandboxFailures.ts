import { formatSize, type Limits } from '#shared/actor/limits.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { SandboxExit } from '../../sandbox/sandbox.ts';
import { exitText } from './scriptSession.ts';

/** Why a sandbox is ended whose actor takes too long (S4). @param doing `to load` or `for one message` */
export function timeoutFailure(component: string, { timeout }: Limits, doing: string): ActorFailure {
  const message =
    `${component} took longer than ${timeout} s ${doing}. ` +
    'Raise timeout in its @actor line, or let it do less at a time.';
  return { type: 'Timeout', message, stack: '', port: null };
}

/** What happened to an actor whose sandbox ended (S4). @param problem how its channel was disturbed, if that is why */
export function exitFailure(
  component: string,
  { memory }: Limits,
  exit: SandboxExit,
  problem: Error | undefined,
): ActorFailure {
  if (exit.cause === 'memory') {
    const message =
      `${component} stopped: out of memory (${formatSize(memory)}). ` +
      'Raise memory in its @actor line, or send it smaller batches.';
    return { type: 'OutOfMemory', message, stack: '', port: null };
  }
  const why = problem
    ? `it wrote to the channel between it and the program (${problem.message})`
    : `its process ended (${exitText(exit)})`;
  const message = `${component} stopped: ${why}. It runs again in a new sandbox with the next message.`;
  return { type: 'SandboxDied', message, stack: '', port: null };
}

/** The same for whoever waits for the actor to load. */
export function loadError({ type, message, stack }: ActorFailure): AppError {
  const code = type === 'Timeout' ? 'timeout' : type === 'OutOfMemory' ? 'outOfMemory' : 'actorFailed';
  return new AppError(code, message, { type, message, stack });
}
