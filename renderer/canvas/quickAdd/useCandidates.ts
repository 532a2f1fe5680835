import { useMemo } from 'react';
import type { PortType } from '#shared/actor/portType.ts';
import { typeOfPort, type PortRef } from '../../graph/nodePorts.ts';
import { whyNotWithin } from '../../graph/recursion.ts';
import { useSession } from '../../session/session.ts';
import { quickAddCandidates, type Candidate } from './candidates.ts';

/** What can be added to the graph in front, and the type of the port that the dropped wire comes from; null when none was dropped. */
export function useCandidates(
  search: string,
  from: PortRef | null,
): { candidates: Candidate[]; type: PortType | null } {
  const components = useSession((state) => state.components);
  const graph = useSession((state) => state.graph);
  const path = useSession((state) => state.activePath);
  const type = from && graph ? typeOfPort(graph, components, from) : null;
  const candidates = useMemo(
    () =>
      quickAddCandidates(
        [...components.values()].filter((component) => whyNotWithin(component, path, components) === undefined),
        search,
        from && type ? { side: from.side, type } : null,
      ),
    [components, path, search, from, type],
  );
  return { candidates, type };
}
