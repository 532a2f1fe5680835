import { useEffect, useRef, useState } from 'react';
import type { RunMessage } from '#shared/rpc/live/recording.ts';
import { LatestFetch } from '../rpc/latestFetch.ts';
import { useStudio } from '../rpc/studio.ts';

/** A message of a recorded run with its whole value, as JSON text, and what is around it. */
export interface MessageDetail {
  readonly message: RunMessage;
  readonly json: string;
  readonly causes: readonly RunMessage[];
  readonly effects: readonly RunMessage[];
}

/** A message of a recorded run; undefined while it is not here, or without an id, an error where it cannot be had. */
export function useMessageDetail(runId: string, id: number | undefined): MessageDetail | Error | undefined {
  const { client } = useStudio();
  const [found, setFound] = useState<{ id: number; detail: MessageDetail | Error }>();
  const wanted = useRef(id);
  const fetcher = useRef<LatestFetch>(null);
  useEffect(() => {
    // One at a time, so that whoever steps quickly through a run waits for the last one only.
    const latest = new LatestFetch(async () => {
      const { current } = wanted;
      if (current === undefined) return;
      const detail = await client
        .call('runs.message', { runId, id: current })
        .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
      setFound({ id: current, detail });
    }, 0);
    fetcher.current = latest;
    return () => latest[Symbol.dispose]();
  }, [client, runId]);
  useEffect(() => {
    wanted.current = id;
    fetcher.current?.request();
  }, [id]);
  return found?.id === id ? found?.detail : undefined;
}
