import type { RunFailure, RunSummary } from '#shared/rpc/live/recording.ts';
import { Stack } from '../failure/Stack.tsx';
import { failureText } from '../failure/failureText.ts';
import { RunPortName, useRunTitles } from './runTitles.tsx';

interface RunFailureNoteProps {
  run: RunSummary;
  failure: RunFailure;
  onChoose: (id: number) => void;
}

/** A failure of a recorded run: which node, why, with its stack and the messages that it took. */
export function RunFailureNote({ run, failure, onChoose }: RunFailureNoteProps) {
  const { node, error, causes } = failure;
  const titles = useRunTitles(run);
  return (
    <div role="group" aria-label="Failure" className="rounded border border-danger p-2">
      <p className="break-words text-danger">
        {titles.of(node)} failed: {failureText(error)}
      </p>
      <p className="text-muted">
        {causes.length === 0
          ? 'It had taken no message.'
          : causes.length === 1
            ? 'It took message'
            : 'It took messages'}
        {causes.map((id) => (
          <button
            key={id}
            type="button"
            onClick={() => onChoose(id)}
            className="ml-1.5 cursor-pointer text-accent hover:underline"
          >
            {id}
          </button>
        ))}
        {error.port !== null && (
          <>
            {' '}
            at <RunPortName run={run} place={{ node, port: error.port }} />
          </>
        )}
      </p>
      {error.stack !== '' && <Stack stack={error.stack} />}
    </div>
  );
}
