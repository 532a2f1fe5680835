import { TriangleAlert } from 'lucide-react';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import { CopyButton } from '../parts/CopyButton.tsx';
import { formatCount } from '../parts/measures.ts';
import { failureText, wholeFailureText } from '../failure/failureText.ts';
import { Stack } from '../failure/Stack.tsx';

/** The last failure of a node, its stack leading to the lines of the person's own files (A7). */
export function FailureNote({ failure, count }: { failure: ActorFailure; count: number }) {
  return (
    <div role="group" aria-label="Last error" className="rounded border border-danger p-2">
      <div className="flex items-start gap-2">
        <p className="min-w-0 grow font-medium break-words text-danger">{failureText(failure)}</p>
        <CopyButton label="Copy the error" text={() => wholeFailureText(failure)} className="-mt-0.5" />
      </div>
      <p className="text-xs text-muted">
        {failure.port === null ? 'Not on a message' : `On a message at ${failure.port}`}
        {count > 1 && ` · ${formatCount(count)} failures in this run`}
      </p>
      {failure.stack !== '' && <Stack stack={failure.stack} />}
    </div>
  );
}

export function StaleCodeNote({ reason }: { reason: string }) {
  return (
    <div role="group" aria-label="Old code is running" className="rounded border border-warning p-2">
      <p className="flex items-center gap-1.5 font-medium">
        <TriangleAlert aria-hidden className="size-3.5 shrink-0 text-warning" />
        The last save does not load, so the old code runs on.
      </p>
      <Stack stack={reason} />
    </div>
  );
}
