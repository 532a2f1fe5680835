import { useDeadLetters } from '../debugging/useDeadLetters.ts';
import { failureText } from '../failure/failureText.ts';
import { useSession } from '../session/session.ts';

interface FailuresOnProps {
  /** A message of the present run. */
  id: number;
  /** What a node of the run is called. */
  titleOf: (node: string) => string;
  onReveal: (node: string) => void;
}

/** Which nodes failed on a message, and why, while its dead letters are kept (N10). */
export function FailuresOn({ id, titleOf, onReveal }: FailuresOnProps) {
  const { letters } = useDeadLetters();
  const run = useSession((state) => state.network?.runId ?? null);
  const failures = letters.filter(({ runId, causes }) => runId === run && causes.includes(id));
  return failures.map(({ id: letter, node, error }) => (
    <p key={letter} className="border-t border-line p-2 break-words text-danger">
      <button type="button" onClick={() => onReveal(node)} className="cursor-pointer underline underline-offset-2">
        {titleOf(node)}
      </button>{' '}
      failed on it: {failureText(error)}
    </p>
  ));
}
