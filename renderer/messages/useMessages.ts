import { useEffect, useRef, useState } from 'react';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { useRunNode } from '../session/useRunNode.ts';
import { useSession } from '../session/session.ts';
import { useStudio, useTopic } from '../rpc/studio.ts';

export interface Messages {
  /** Oldest first. */
  list: readonly RecordedMessage[];
  /** Passed too fast to be sent here. */
  skipped: number;
}

const none: Messages = { list: [], skipped: 0 };

/** Messages, and of which node in which run they are. */
interface Collected {
  of: string;
  messages: Messages;
}

/** Adds messages to those known, each once, in order, the newest `most` of them kept. */
export function mergeMessages(
  known: readonly RecordedMessage[],
  arrived: readonly RecordedMessage[],
  most: number,
): RecordedMessage[] {
  const last = known.at(-1)?.id ?? Number.NEGATIVE_INFINITY;
  if (arrived.every((message, index) => message.id > (arrived[index - 1]?.id ?? last)))
    return [...known, ...arrived].slice(-most);
  const byId = new Map([...known, ...arrived].map((message) => [message.id, message]));
  return [...byId.values()].toSorted((a, b) => a.id - b.id).slice(-most);
}

/**
 * The recorded messages that left outports, and those that pass from now on; at most `most`. Begins anew with every run.
 * @param id a node of the graph in front; null for every node of the run
 */
export function useMessages(id: string | null, most: number): Messages {
  const { client } = useStudio();
  const { path, node: runNode } = useRunNode(id ?? '');
  const node = id === null ? null : runNode;
  const run = useSession((state) => state.network?.runId ?? null);
  const of = `${path}:${node}:${run}`;
  const [collected, setCollected] = useState<Collected>({ of, messages: none });
  const collect = (key: string, arrived: readonly RecordedMessage[], skipped: number) =>
    setCollected((before) => {
      const known = before.of === key ? before.messages : none;
      return {
        of: key,
        messages: { list: mergeMessages(known.list, arrived, most), skipped: known.skipped + skipped },
      };
    });
  const latest = useRef(collect);
  useEffect(() => {
    latest.current = collect;
  });

  useEffect(() => {
    if (path === null) return;
    let wanted = true;
    client
      .call('network.history', { path, ...(node === null ? {} : { node }), limit: Math.min(10_000, most) })
      .then((past) => {
        if (wanted) latest.current(of, past.messages, 0);
      })
      // Before the first run there is no history.
      .catch(() => {});
    return () => void (wanted = false);
  }, [client, of, path, node, most]);

  useTopic('messages', path === null ? null : { path, ...(node === null ? {} : { node }) }, (data) =>
    collect(of, data.messages, data.skipped),
  );
  return collected.of === of ? collected.messages : none;
}
