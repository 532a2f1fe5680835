import { useCallback, useEffect, useRef, useState } from 'react';
import { useStudio, useTopic } from '../../rpc/studio.ts';
import { useSession } from '../../session/session.ts';
import { RunLoader, type RunPages } from './runLoader.ts';

/** How long typing rests before it is searched for, in milliseconds. */
const restOfTyping = 250;

/**
 * A recorded run, page by page; what comes to it while it goes on, too.
 * @param search words that messages hold in their node's id or title, their port or their value; empty for all messages
 */
export function useRunPages(runId: string, search: string): { pages: RunPages | undefined; loadMore: () => void } {
  const { client } = useStudio();
  const notifyError = useSession((state) => state.notifyError);
  const [pages, setPages] = useState<RunPages>();
  const loader = useRef<RunLoader>(null);
  useEffect(() => {
    const words = search === '' ? {} : { search };
    const fetch = (after: number, limit: number) => client.call('runs.open', { runId, after, limit, ...words });
    const present = new RunLoader(fetch, setPages, notifyError);
    loader.current = present;
    const timer = setTimeout(() => present.loadMore(), search === '' ? 0 : restOfTyping);
    return () => {
      clearTimeout(timer);
      present[Symbol.dispose]();
    };
  }, [client, runId, search, notifyError]);
  useTopic('runs', {}, ({ runs }) => {
    const run = runs.find(({ id }) => id === runId);
    if (run) loader.current?.follow(run);
  });
  const loadMore = useCallback(() => loader.current?.loadMore(), []);
  return { pages, loadMore };
}
