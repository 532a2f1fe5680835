import type { ComponentDescription } from '#shared/actor/actor.ts';
import { connectionName, type Graph } from '#shared/graph/graph.ts';
import { whyNotAssignable } from '#shared/actor/portType.ts';
import { typeOfPort, type PortRef } from './nodePorts.ts';

/** The two ends of a wire in the direction of flow, whichever was taken first; undefined for two inports or two outports. */
export function orderEnds(a: PortRef, b: PortRef): { from: PortRef; to: PortRef } | undefined {
  if (a.side === b.side) return undefined;
  return a.side === 'outports' ? { from: a, to: b } : { from: b, to: a };
}

/**
 * Why a wire between two ports is refused (E2), as a sentence; undefined when it may be made.
 * @param replaced the wire, by `connectionName`, that goes when this one is made
 */
export function whyNotConnect(
  graph: Graph,
  components: ReadonlyMap<string, ComponentDescription>,
  a: PortRef,
  b: PortRef,
  replaced: string | null = null,
): string | undefined {
  const ends = orderEnds(a, b);
  if (!ends) return a.side === 'outports' ? 'Both are outports' : 'Both are inports';
  const { from, to } = ends;
  const exists = graph.connections.some(
    (one) =>
      one.from?.nodeId === from.node &&
      one.from.portId === from.port &&
      one.to.nodeId === to.node &&
      one.to.portId === to.port &&
      connectionName(one) !== replaced,
  );
  if (exists) return 'Already wired';
  return whyNotAssignable(typeOfPort(graph, components, from), typeOfPort(graph, components, to));
}
