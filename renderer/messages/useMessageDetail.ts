import { useEffect, useRef, useState } from 'react';
import type { RunMessage } from '#shared/rpc/live/recording.ts';
import { LatestFetch } from '../rpc/latestFetch.ts';
import { useStudio } from '../rpc/studio.ts';

/** A message of a run with its whole value, as JSON text, and what is around it. */
export interface MessageDetail {
  readonly message: RunMessage;
  readonly json: string;
  readonly causes: readonly RunMessage[];
  readonly effects: readonly RunMessage[];
}

/** How long it is until somebody looks again what a message led to, in milliseconds. */
const lookInterval = 1000;

/**
 * A message of a run, the present one or a recorded one; undefined while it is not here, or without an id, an error where it cannot be had.
 * @param isFollowed whether it is looked again for what it leads to, until it led to something
 */
export function useMessageDetail(
  runId: string | null,
  id: number | undefined,
  isFollowed = false,
): MessageDetail | Error | undefined {
  const { client } = useStudio();
  const [found, setFound] = useState<{ id: number; runId: string; detail: MessageDetail | Error }>();
  const wanted = useRef(id);
  const fetcher = useRef<LatestFetch>(null);
  useEffect(() => {
    if (runId === null) return;
    // One at a time, so that whoever steps quickly through a run waits for the last one only.
    const latest = new LatestFetch(async () => {
      const { current } = wanted;
      if (current === undefined) return;
      const detail = await client
        .call('runs.message', { runId, id: current })
        .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
      setFound({ id: current, runId, detail });
    }, 0);
    fetcher.current = latest;
    return () => latest[Symbol.dispose]();
  }, [client, runId]);
  useEffect(() => {
    wanted.current = id;
    fetcher.current?.request();
  }, [id]);
  const detail = found?.id === id && found?.runId === runId ? found?.detail : undefined;
  const isOpen = isFollowed && detail !== undefined && !(detail instanceof Error) && detail.effects.length === 0;
  useEffect(() => {
    if (!isOpen) return;
    const timer = setInterval(() => fetcher.current?.request(), lookInterval);
    return () => clearInterval(timer);
  }, [isOpen]);
  return detail;
}
