import type { ComponentDescription, DiscoveryProblem } from '#shared/actor/actor.ts';
import type { Graph } from '#shared/graph/graph.ts';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import { stackPieces } from '../failure/stackLinks.ts';

interface Running {
  readonly network: Pick<NetworkStatus, 'nodes'> | null;
  readonly graph: Graph | null;
  readonly components: ReadonlyMap<string, ComponentDescription>;
}

/** What sandboxes said of files of actors that did not load (E5), at the place that they name, else where the actor begins. */
export function loadProblems({ network, graph, components }: Running): DiscoveryProblem[] {
  const found = Object.entries(network?.nodes ?? {}).flatMap(([id, { state, staleCode, lastError, completed }]) => {
    const component = components.get(graph?.processes[id]?.component ?? '');
    const neverRan = state === 'failed' && completed === 0 && lastError?.port === null ? lastError : null;
    const said = staleCode ?? (neverRan && `${neverRan.message}\n${neverRan.stack}`);
    if (!said || !component?.file) return [];
    const place = stackPieces(said).findLast((piece) => 'file' in piece);
    const { file, line } = place && 'file' in place ? place : { file: component.file, line: component.line ?? 1 };
    return [{ file, line, column: 1, message: said.split('\n', 1)[0]! }];
  });
  return [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
}
