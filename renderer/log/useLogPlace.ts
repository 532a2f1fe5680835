import { useCallback } from 'react';
import type { LogRecord } from '#shared/rpc/live/log.ts';
import { namesOfGraph } from '../graph/graphNames.ts';
import { placedIn, titleIn } from '../graph/nodeTitles.ts';
import { useSession } from '../session/session.ts';
import { useRunNode } from '../session/useRunNode.ts';

/** Who wrote a record. */
interface LogPlace {
  /** The title of its node; of one in another graph, that graph and its id. */
  readonly title: string;
  /** Its node in the graph in front; undefined where it is not in there. */
  readonly id: string | undefined;
}

export function useLogPlace(): (record: Pick<LogRecord, 'graph' | 'actorId'>) => LogPlace {
  const { path, node: prefix } = useRunNode('');
  const graph = useSession((state) => state.graph);
  return useCallback(
    ({ graph: name, actorId }) => {
      if (name === null || !graph || path === null) return { title: actorId, id: undefined };
      if (!namesOfGraph(path, graph).includes(name))
        return { title: actorId === '' ? name : `${name} › ${actorId}`, id: undefined };
      const node = actorId.startsWith(prefix) ? actorId.slice(prefix.length) : actorId;
      return { title: titleIn(graph, node), id: placedIn(graph, node) };
    },
    [path, prefix, graph],
  );
}
