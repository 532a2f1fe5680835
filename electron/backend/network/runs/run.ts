import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { Network } from '../network.ts';
import type { Outlet, Wire } from '../outlet.ts';
import type { RunRecorder } from '../recording/runRecorder.ts';
import type { NetworkStatistics } from '../statistics.ts';
import type { SubgraphView } from '../subgraph/subgraphView.ts';

/** A graph that runs or ran last. */
export interface Run {
  readonly id: string;
  readonly graphName: string;
  readonly network: Network;
  view: SubgraphView;
  readonly recorder: RunRecorder;
  readonly statistics: NetworkStatistics;
  /** A record of the run as a whole. */
  log(level: LogLevel, text: string): void;
  error: string | null;
  /** Why the graph as it is now does not run in place of what runs. */
  staleGraph: string | null;
}

/** The outports of a node, of a subgraph those inside that it exports; without a node, those of all. */
export function outletsAt({ network, view }: Run, node: string | undefined): Outlet[] {
  if (node === undefined) return [...network.nodes.values()].flatMap(({ outlets }) => [...outlets.values()]);
  const exported = view.outlets(node);
  if (!exported) return [...(network.nodes.get(node)?.outlets.values() ?? [])];
  return exported.flatMap((address) => network.nodes.get(address.node)?.outlets.get(address.port) ?? []);
}

/** A wire by its `connectionName` in the graph as it was drawn. */
export function wireOf({ network, view }: Run, connection: string): Wire | undefined {
  const name = view.wire(connection);
  return network.wires.find((wire) => wire.name === name);
}
