import { RecordedMessageView } from './RecordedMessageView.tsx';
import { RunFailureNote } from './RunFailureNote.tsx';
import type { RunPages } from './runLoader.ts';
import type { RunTitles } from './runTitles.ts';
import type { RunWalk } from './useRunWalk.ts';

interface RunPlaceViewProps {
  pages: RunPages;
  titles: RunTitles;
  walk: RunWalk;
}

/** The line of a recorded run that is looked at: its message, and what failed with it. */
export function RunPlaceView({ pages, titles, walk }: RunPlaceViewProps) {
  const { chosen, messageId, detail, chooseMessage } = walk;
  if (chosen === undefined)
    return (
      <p className="text-muted">
        Choose a line to see its value, what caused it and what it led to. Arrow keys walk: up and down step back and
        forward, left leads to the cause, right to the effect.
      </p>
    );
  const failures =
    chosen.kind === 'failure' ? [chosen.failure] : pages.failures.filter(({ causes }) => causes.includes(chosen.id));
  return (
    <>
      {failures.map((failure, index) => (
        <RunFailureNote key={index} titles={titles} failure={failure} onChoose={chooseMessage} />
      ))}
      {detail instanceof Error && <p className="text-muted">{detail.message}</p>}
      {detail && !(detail instanceof Error) && (
        <RecordedMessageView key={messageId} {...{ run: pages.run, titles, detail }} onChoose={chooseMessage} />
      )}
    </>
  );
}
