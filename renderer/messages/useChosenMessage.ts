import { useState } from 'react';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { useSession } from '../session/session.ts';

/** The message of the present run that a person looks at; with the next run, whose messages have the same numbers, it is none. */
export function useChosenMessage(): [RecordedMessage | undefined, (message: RecordedMessage | undefined) => void] {
  const run = useSession((state) => state.network?.runId ?? null);
  const [chosen, setChosen] = useState<{ run: string | null; message: RecordedMessage | undefined }>();
  return [chosen?.run === run ? chosen.message : undefined, (message) => setChosen({ run, message })];
}
