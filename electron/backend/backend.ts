import { distributeGraph, distributionProblems } from '#shared/graph/distributeGraph.ts';
import type { Graph } from '#shared/graph/graph.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import { composedWorkspace } from '#shared/rpc/contract.ts';
import type { SystemStatus } from '#shared/rpc/live/system.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import type { Packet } from './channel/packet.ts';
import type { Foundation } from './foundation.ts';
import type { Network } from './network/network.ts';
import type { Runs } from './network/runs/runs.ts';
import type { SubgraphView } from './network/subgraph/subgraphView.ts';
import type { HealthWatch } from './observability/health.ts';
import type { LogHub } from './observability/logHub.ts';
import type { ComponentRegistry } from './registry/componentRegistry.ts';
import type { Servers, ServeAddresses, ServeOptions } from './rpc/servers.ts';
import type { SharedMemoryFigures } from './sharedMemory/sharedMemory.ts';
import type { DisposableStore } from './system/lifetime.ts';
import type { NamedGraph } from './workspace/workspaceGraphs.ts';
import type { WorkspaceActors } from './workspaceActors.ts';
import type { WorkspaceNetworks } from './workspaceNetworks.ts';

/** The parts of which a back end speaks to whoever started it. */
interface BackendParts extends Foundation {
  readonly actors: WorkspaceActors;
  readonly networks: WorkspaceNetworks;
  readonly servers: Servers;
  readonly health: HealthWatch;
  readonly systemStatus: () => SystemStatus;
}

/** What a window, a command or a test has of a back end; made by `createBackend`. */
export class Backend implements AsyncDisposable {
  readonly registry: ComponentRegistry;
  readonly log: LogHub;
  readonly runs: Runs;

  constructor(
    private readonly parts: BackendParts,
    private readonly owned: DisposableStore,
  ) {
    this.registry = parts.registry;
    this.log = parts.log;
    this.runs = parts.networks.runs;
  }

  sharedMemoryFigures(): SharedMemoryFigures {
    return this.parts.actors.sandboxes.sharedMemoryFigures();
  }

  systemStatus(): SystemStatus {
    return this.parts.systemStatus();
  }

  /** Something was thrown where nobody could catch it: a mistake in this program. `/health` looks whether actors still run. */
  reportDefect(defect: unknown): void {
    const { logger, metrics, health } = this.parts;
    logger.error({ err: defect }, 'something failed where nobody waits for it; the program goes on');
    metrics.defect('elsewhere');
    health.doubt();
  }

  /**
   * A network of a graph that no window watches, for `run`.
   * @param onOutput hears of every message that leaves a port of a node; nodes inside subgraphs are called by their paths
   */
  createNetwork(
    graph: Graph,
    name: string,
    onOutput: (node: string, port: string, packet: Packet) => void,
  ): { network: Network; view: SubgraphView } {
    return this.parts.networks.create(graph, name, onOutput);
  }

  /** The graphs of the workspace as one (G6). */
  composedGraph(): Promise<NamedGraph> {
    return this.parts.graphs.named(composedWorkspace);
  }

  /** Everything that is wrong with a graph that is no file of the workspace (G7). */
  validate(graph: Graph): GraphProblem[] {
    return this.parts.graphs.validate(graph, undefined);
  }

  /** A graph as one of the programs runs it that share its work (P5), and what stands in the way of that. */
  distribute(graph: Graph, name: string, isWorker: boolean): { part: Graph; problems: GraphProblem[] } {
    const { config, lookup } = this.parts;
    const part = distributeGraph(graph, `${config.redis.namespace}/${name}`, isWorker);
    return { part, problems: distributionProblems(graph, lookup) };
  }

  /** Serves a window or a test over any transport, with the editor's rights. */
  attach(transport: Transport): Disposable {
    return this.parts.servers.attach(transport);
  }

  /**
   * Opens the ports: RPC, editor and health, metrics.
   * @throws AppError with a sentence when a port is taken or the address may not be bound
   */
  serve(options: ServeOptions): Promise<ServeAddresses> {
    return this.parts.servers.serve(options);
  }

  /**
   * Takes no new calls, lets those under way finish, and runs the graphs that run to their end, for as long as `drain_timeout` says or
   * until the signal is aborted (P2). Dispose it afterwards.
   */
  async drain(impatient: AbortSignal): Promise<void> {
    const signal = this.drainSignal(impatient);
    await Promise.all([this.parts.servers.drain(signal), this.runs.drain(signal)]);
  }

  /** Aborted when the time for ending in order is over, or when the other signal is. */
  drainSignal(impatient: AbortSignal): AbortSignal {
    return AbortSignal.any([impatient, AbortSignal.timeout(this.parts.config.drain_timeout * 1000)]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.owned[Symbol.asyncDispose]();
  }
}
