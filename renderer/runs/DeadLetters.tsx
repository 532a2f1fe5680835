import { MailX } from 'lucide-react';
import { useState } from 'react';
import { DeadLetterForm } from '../debugging/DeadLetterForm.tsx';
import type { Letters } from '../debugging/useDeadLetters.ts';
import { titleIn } from '../graph/nodeTitles.ts';
import { failureText } from '../failure/failureText.ts';
import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { formatCount, formatMoment } from '../parts/measures.ts';
import { useStudio } from '../rpc/studio.ts';
import { useSession } from '../session/session.ts';
import { useRunNode } from '../session/useRunNode.ts';

/** Messages whose processing failed and whose error no wire took: looked at, edited, tried again, discarded (N10). */
export function DeadLetters({ letters, total }: Letters) {
  const { path, node: prefix } = useRunNode('');
  const [chosen, setChosen] = useState<string>();
  const graph = useSession((state) => state.graph);
  const revealNode = useSession((state) => state.revealNode);
  const idOf = (node: string) => (node.startsWith(prefix) ? node.slice(prefix.length) : node);
  const letter = letters.find(({ id }) => id === chosen);
  if (path === null || letters.length === 0)
    return (
      <EmptyState icon={MailX} title="No dead letters">
        A message that makes its node fail, with no wire at the error port, waits here to be mended and tried again.
      </EmptyState>
    );
  return (
    <div className="flex h-full">
      <div className="flex min-w-0 grow flex-col">
        <AllLetters path={path} letters={letters} total={total} />
        <ul aria-label="Dead letters" className="min-h-0 grow overflow-y-auto">
          {letters.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                aria-pressed={one.id === chosen}
                onClick={() => setChosen(one.id)}
                className={`flex w-full items-center gap-2 px-2 py-0.5 text-left outline-offset-[-2px] ${one.id === chosen ? 'bg-accent-soft' : 'hover:bg-hover'}`}
              >
                <span className="shrink-0 text-muted tabular-nums">{formatMoment(one.timestamp)}</span>
                <span className="shrink-0 font-medium">{titleIn(graph, idOf(one.node))}</span>
                <span className="truncate text-danger">{failureText(one.error)}</span>
                {one.attempts > 1 && <span className="ml-auto shrink-0 text-muted">tried {one.attempts} times</span>}
              </button>
            </li>
          ))}
        </ul>
      </div>
      {letter && (
        <div className="flex w-1/2 min-w-72 shrink-0 flex-col gap-2 overflow-y-auto border-l border-line p-2">
          <p>
            <button type="button" onClick={() => revealNode(idOf(letter.node))} className="text-accent underline">
              {titleIn(graph, idOf(letter.node))}
            </button>{' '}
            <span className="text-danger">{failureText(letter.error)}</span>
          </p>
          <DeadLetterForm key={letter.id} path={path} letter={letter} />
        </div>
      )}
    </div>
  );
}

/** How many there are, and what can be done with all that are listed. */
function AllLetters({ path, letters, total }: Letters & { path: string }) {
  const { client } = useStudio();
  const isRunning = useSession((state) => state.network !== null && ['running', 'idle'].includes(state.network.state));
  const notifyError = useSession((state) => state.notifyError);
  // The oldest first, as they came.
  const retryAll = async () => {
    for (const { id, retrying } of letters.toReversed())
      if (!retrying) await client.call('network.retry', { path, id });
  };
  return (
    <div className="flex shrink-0 items-center gap-2 px-2 py-1 text-muted">
      <span className="grow">
        {formatCount(total)} {total === 1 ? 'message' : 'messages'} failed
        {letters.length < total && `, the latest ${formatCount(letters.length)} listed`}
      </span>
      <Button
        disabled={!isRunning}
        title={isRunning ? 'Has the running nodes take them again, the oldest first' : 'Run the graph first.'}
        onClick={() => void retryAll().catch(notifyError)}
      >
        {letters.length < total ? `Try these ${letters.length} again` : 'Try all again'}
      </Button>
      <Button onClick={() => void client.call('network.discard', { path }).catch(notifyError)}>Discard all</Button>
    </div>
  );
}
