import type { RunFailure } from '#shared/rpc/live/recording.ts';
import { Stack } from '../../failure/Stack.tsx';
import { failureText, wholeFailureText } from '../../failure/failureText.ts';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { RunPortName } from './RunPortName.tsx';
import type { RunTitles } from './runTitles.ts';

interface RunFailureNoteProps {
  titles: RunTitles;
  failure: RunFailure;
  onChoose: (id: number) => void;
}

/** A failure of a recorded run: which node, why, with its stack and the messages that it took. */
export function RunFailureNote({ titles, failure, onChoose }: RunFailureNoteProps) {
  const { node, error, causes } = failure;
  return (
    <div role="group" aria-label="Failure" className="rounded border border-danger p-2">
      <div className="flex items-start gap-2">
        <p className="min-w-0 grow break-words text-danger">
          {titles.of(node)} failed: {failureText(error)}
        </p>
        <CopyButton label="Copy the error" text={() => wholeFailureText(error)} className="-mt-0.5" />
      </div>
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
            at <RunPortName titles={titles} place={{ node, port: error.port }} />
          </>
        )}
      </p>
      {error.stack !== '' && <Stack stack={error.stack} />}
    </div>
  );
}
