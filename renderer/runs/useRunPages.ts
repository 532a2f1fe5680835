import { useCallback, useEffect, useRef, useState } from 'react';
import { nodeTitle } from '#shared/graph/graph.ts';
import { useStudio } from '../rpc/studio.ts';
import { useSession } from '../session/session.ts';
import { pageSize, RunLoader, type RunPages } from './runLoader.ts';

/** How long typing rests before it is searched for, in milliseconds. */
const restOfTyping = 250;

/**
 * A recorded run, page by page.
 * @param search words that messages hold in their node's id or title, their port or their value; empty for all messages
 */
export function useRunPages(runId: string, search: string): { pages: RunPages | undefined; loadMore: () => void } {
  const { client } = useStudio();
  const notifyError = useSession((state) => state.notifyError);
  const graph = useSession((state) => state.graph);
  const titles = useRef<Record<string, string>>({});
  useEffect(() => {
    const nodes = Object.values(graph?.processes ?? {});
    titles.current = Object.fromEntries(nodes.map((node) => [node.id, nodeTitle(node)]));
  }, [graph]);
  const [pages, setPages] = useState<RunPages>();
  const loader = useRef<RunLoader>(null);
  useEffect(() => {
    const fetch = (after: number) =>
      client.call('runs.open', {
        ...{ runId, limit: pageSize, after },
        ...(search === '' ? {} : { search, titles: titles.current }),
      });
    const present = new RunLoader(fetch, setPages, notifyError);
    loader.current = present;
    const timer = setTimeout(() => present.loadMore(), search === '' ? 0 : restOfTyping);
    return () => {
      clearTimeout(timer);
      present[Symbol.dispose]();
    };
  }, [client, runId, search, notifyError]);
  const loadMore = useCallback(() => loader.current?.loadMore(), []);
  return { pages, loadMore };
}
