import { createContext, useContext, useEffect, useRef } from 'react';
import type { RpcClient } from '#shared/rpc/client.ts';
import type { Topic, Topics } from '#shared/rpc/live/topics.ts';

/** The back end as panels see it. `client` is replaced when the connection was lost and made again; effects that depend on it run again. */
export interface Studio {
  readonly client: RpcClient;
}

const StudioContext = createContext<Studio | null>(null);

export const StudioProvider = StudioContext.Provider;

/** @throws Error outside a StudioProvider */
export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error('useStudio needs a StudioProvider around it');
  return studio;
}

/**
 * Subscribes to a topic while the component is mounted, again after a reconnection (the present state comes first then, too), and
 * not at all while `params` is null. `deliver` may change from render to render; `params` are compared by their JSON text.
 */
export function useTopic<T extends Topic>(
  topic: T,
  params: Topics[T]['params'] | null,
  deliver: (data: Topics[T]['data']) => void,
): void {
  const { client } = useStudio();
  const latest = useRef(deliver);
  useEffect(() => {
    latest.current = deliver;
  });
  const key = params === null ? null : JSON.stringify(params);
  useEffect(() => {
    if (key === null) return;
    return subscribeWhile(client, topic, JSON.parse(key) as Topics[T]['params'], (data) => latest.current(data));
  }, [client, topic, key]);
}

/** Subscribes at once; the function that is returned ends it, even before the server has answered. */
export function subscribeWhile<T extends Topic>(
  client: RpcClient,
  topic: T,
  params: Topics[T]['params'],
  deliver: (data: Topics[T]['data']) => void,
): () => void {
  let ended = false;
  let stop: (() => void) | undefined;
  client
    .subscribe(topic, params, (data) => {
      if (!ended) deliver(data);
    })
    .then((unsubscribe) => {
      if (ended) unsubscribe();
      else stop = unsubscribe;
    })
    // A lost connection ends every subscription; whoever wants it subscribes again with the next client.
    .catch(() => {});
  return () => {
    ended = true;
    stop?.();
  };
}
