import { useState } from 'react';
import type { RpcClient } from '#shared/rpc/client.ts';
import { useStudio, useTopic } from '../rpc/studio.ts';
import { mergeEntries, type LiveEntries } from './liveEntries.ts';

interface Known {
  /** Over which connection: the first delivery of a new one is everything again. */
  client: RpcClient;
  entries: LiveEntries;
}

/** Every key of the actors' state, live; null until the first delivery. */
export function useStateEntries(): LiveEntries | null {
  const { client } = useStudio();
  const [known, setKnown] = useState<Known>();
  useTopic('state', {}, (data) =>
    setKnown((before) => {
      const isFirst = before?.client !== client;
      return { client, entries: mergeEntries(before?.entries ?? new Map(), data, Date.now(), isFirst) };
    }),
  );
  return known?.entries ?? null;
}
