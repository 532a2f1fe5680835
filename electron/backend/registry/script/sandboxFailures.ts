import { formatSize, limitSource, resolveLimits, type Limits, type LimitSources } from '#shared/actor/limits.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { SandboxExit } from '../../sandbox/sandbox.ts';
import { exitText } from './scriptSession.ts';

/** An actor whose sandbox was ended, or ended by itself. */
interface Ended {
  component: string;
  limits: LimitSources;
  /** Whether it was not processing a message, but being loaded. */
  isLoading: boolean;
}

/** Why a sandbox is ended whose actor takes too long (S4). */
export function timeoutFailure({ component, limits, isLoading }: Ended): ActorFailure {
  const message =
    `${component} took longer than ${resolveLimits(limits).timeout} s ${isLoading ? 'to load' : 'for one message'}. ` +
    `${howToRaise('timeout', limits)}, or let it do less ${isLoading ? 'outside of its functions' : 'at a time'}.`;
  return { type: 'Timeout', message, stack: '', port: null };
}

/** What happened to an actor whose sandbox ended (S4). @param problem how its channel was disturbed, if that is why */
export function exitFailure(
  { component, limits, isLoading }: Ended,
  exit: SandboxExit,
  problem: Error | undefined,
): ActorFailure {
  const stopped = `${component} stopped${isLoading ? ' while it was loaded' : ''}`;
  if (exit.cause === 'memory') {
    const message =
      `${stopped}: out of memory (${formatSize(resolveLimits(limits).memory)}). ` +
      `${howToRaise('memory', limits)}, or ${isLoading ? 'let it import less' : 'send it smaller batches'}.`;
    return { type: 'OutOfMemory', message, stack: '', port: null };
  }
  const why = problem
    ? `it wrote to the channel between it and the program (${problem.message})`
    : `its process ended (${exitText(exit)})`;
  const next = isLoading
    ? 'Look at what its file does outside of its functions.'
    : 'It runs again in a new sandbox with the next message.';
  return { type: 'SandboxDied', message: `${stopped}: ${why}. ${next}`, stack: '', port: null };
}

function howToRaise(name: keyof Limits, limits: LimitSources): string {
  const source = limitSource(limits, name);
  if (source === 'ceiling') return `Raise ${name} under sandbox.ceiling in reflow.yaml`;
  return `Raise ${name} in ${source === 'node' ? 'the limits of its node' : 'its @actor line'}`;
}

/** The same for whoever waits for the actor to load. */
export function loadError({ type, message, stack }: ActorFailure): AppError {
  const code = type === 'Timeout' ? 'timeout' : type === 'OutOfMemory' ? 'outOfMemory' : 'actorFailed';
  return new AppError(code, message, { type, message, stack });
}

/** The sandbox ended by something else while code waited to be loaded into it. */
export class LoadInterrupted extends AppError {
  constructor(failure: ActorFailure) {
    const { code, message, data } = loadError(failure);
    super(code, message, data);
  }
}
