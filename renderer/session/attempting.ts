import type { SessionState } from './session.ts';

/** A function that does what a person asked for, and shows them what goes wrong. */
export function attempting(session: () => SessionState): (work: () => Promise<void>) => Promise<void> {
  return async (work) => {
    try {
      await work();
    } catch (error) {
      session().notifyError(error);
    }
  };
}
