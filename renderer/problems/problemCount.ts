import { useSession } from '../session/session.ts';

/** How many problems there are, for the badge on the panel's tab. */
export function useProblemCount(): number {
  return useSession((state) => state.discoveryProblems.length + state.graphProblems.length);
}
