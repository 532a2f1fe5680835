import type { Graph } from '#shared/graph/graph.ts';
import { previewOf } from '#shared/message/preview.ts';
import type { Value } from '#shared/message/message.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { NetworkEvent, NetworkStatus, RecordedMessage, Topics } from '#shared/rpc/live.ts';
import { packetOfJsonValue, type Packet } from '../channel/packet.ts';
import { disposable } from '../lifetime.ts';
import { Network, type NetworkHost } from './network.ts';
import type { Outlet } from './outlet.ts';
import { NetworkStatistics } from './statistics.ts';
import type { SubgraphView } from './subgraph/subgraphView.ts';

/** A graph as it is run: flat, with the view of it that has its subgraphs (N11). */
export interface GraphToRun {
  graph: Graph;
  name: string;
  view: SubgraphView;
}

/** What the runs need of the rest of the back end. */
export interface RunsHost {
  /** The graph of a path as it is now, edits included; and its name. @throws AppError when it cannot be run */
  graphToRun(path: string): Promise<GraphToRun>;
  networkHost(graphName: string, graph: Graph): NetworkHost;
  /** Takes secrets out of what is shown (N12). */
  redact<T extends Value>(value: T): T;
  /** Sandboxes in use. */
  sandboxes(): number;
  newId(): string;
  now(): number;
}

interface Run {
  id: string;
  network: Network;
  view: SubgraphView;
  statistics: NetworkStatistics;
  error: string | null;
}

/** How often watchers hear of changes, in milliseconds: often enough to look live, seldom enough to cost little. */
const lookInterval = 100;
const mostMessagesAtOnce = 200;

/** The running graphs of a workspace, one run a graph, and the live views of them (N5, N13, R4). */
export class Runs implements AsyncDisposable {
  private readonly runs = new Map<string, Run>();
  private readonly watchers = new Map<string, Set<() => void>>();

  constructor(private readonly host: RunsHost) {}

  /** Starts a graph; a run of it that is not over is stopped first. */
  async start(path: string): Promise<{ runId: string }> {
    const { graph, name, view } = await this.host.graphToRun(path);
    await this.stop(path, true);
    const runId = this.host.newId();
    const network = new Network(graph, this.host.networkHost(name, graph), { runId, graphName: name });
    const statistics = new NetworkStatistics(network, path, runId);
    const run: Run = { id: runId, network, view, statistics, error: null };
    this.runs.set(path, run);
    for (const attach of this.watchers.get(path) ?? []) attach();
    try {
      await network.start();
    } catch (error) {
      run.error = error instanceof Error ? error.message : String(error);
      await network.stop(0);
      throw error;
    }
    return { runId };
  }

  /** @returns false when nothing ran */
  async stop(path: string, kill = false): Promise<boolean> {
    const run = this.runs.get(path);
    if (!run || run.network.state === 'stopped') return false;
    await run.network.stop(kill ? 0 : undefined);
    return true;
  }

  pause(path: string): NetworkStatus {
    this.need(path).network.pause();
    return this.status(path);
  }

  resume(path: string): NetworkStatus {
    this.need(path).network.resume();
    return this.status(path);
  }

  /** Pauses when running, then lets one node fire once (N6). */
  step(path: string): NetworkStatus {
    const { network } = this.need(path);
    network.pause();
    network.step();
    return this.status(path);
  }

  status(path: string): NetworkStatus {
    const run = this.runs.get(path);
    return run ? run.view.status(run.statistics.look(this.host.now(), run.error, this.host.sandboxes())) : notRun(path);
  }

  send(path: string, node: string, port: string, data: unknown): void {
    const { network, view } = this.need(path);
    const inlet = view.inlet(node, port);
    network.inject(inlet.node, inlet.port, packetOfJsonValue(data));
  }

  /** The whole last value of an outport. */
  value(path: string, node: string, port: string): Packet | undefined {
    const run = this.runs.get(path);
    const outlet = run?.view.outlet(node, port);
    return outlet && run?.network.nodes.get(outlet.node)?.outlets.get(outlet.port)?.last?.packet;
  }

  history(path: string, node: string, port: string | undefined, limit: number): RecordedMessage[] {
    const run = this.runs.get(path);
    const wanted = port === undefined ? undefined : run?.view.outlet(node, port).port;
    return (run ? outletsAt(run, node) : [])
      .filter((outlet) => wanted === undefined || outlet.port === wanted)
      .flatMap((outlet) => outlet.history.slice(-limit).map((kept) => recorded(outlet, kept)))
      .sort((a, b) => a.timestamp - b.timestamp)
      .slice(-limit);
  }

  /** Messages waiting in the queues of all running graphs. */
  queueDepth(): number {
    let depth = 0;
    for (const { network } of this.runs.values())
      if (network.state !== 'stopped') for (const node of network.nodes.values()) depth += node.queued;
    return depth;
  }

  /** Components changed: nodes that could not start try again. */
  retryFailedNodes(): void {
    for (const { network } of this.runs.values()) {
      if (network.state !== 'running' && network.state !== 'paused') continue;
      for (const node of network.nodes.values()) if (node.startFailure) void network.startNode(node);
    }
  }

  watchStatus({ path }: { path: string }, deliver: (status: NetworkStatus) => void): Disposable {
    let last = '';
    return this.everyLook(() => {
      const status = this.status(path);
      const text = JSON.stringify(status);
      if (text === last) return;
      last = text;
      deliver(status);
    });
  }

  /** Last values, only of outports that sent something since the last look. */
  watchValues(
    { path, ports }: Topics['values']['params'],
    deliver: (data: Topics['values']['data']) => void,
  ): Disposable {
    let wanted: Set<string> | undefined;
    let seen = new Map<Outlet, number>();
    let runId: string | undefined;
    return this.everyLook(() => {
      const run = this.runs.get(path);
      if (!run) return;
      if (run.id !== runId) {
        seen = new Map();
        const outlets = ports?.map(({ node, port }) => run.view.outlet(node, port));
        wanted = outlets && new Set(outlets.map(({ node, port }) => `${node}\n${port}`));
      }
      runId = run.id;
      const values: Topics['values']['data']['values'] = [];
      for (const outlet of outletsOf(run.network)) {
        const before = seen.get(outlet) ?? 0;
        const { last } = outlet;
        if (!last || outlet.count === before || (wanted && !wanted.has(`${outlet.node}\n${outlet.port}`))) continue;
        seen.set(outlet, outlet.count);
        const { preview, node, port, timestamp } = recorded(outlet, last);
        for (const shown of [{ node, port }, ...run.view.outerOutlets(node, port)])
          values.push({ ...shown, preview, count: outlet.count - before, timestamp });
      }
      if (values.length > 0) deliver({ values });
    });
  }

  /** New messages of one node, newest when there are too many; the history so far comes first. */
  watchMessages(
    { path, node }: Topics['messages']['params'],
    deliver: (data: Topics['messages']['data']) => void,
  ): Disposable {
    let seen = new Map<Outlet, number>();
    let runId: string | undefined;
    return this.everyLook(() => {
      const run = this.runs.get(path);
      if (!run) return;
      if (run.id !== runId) seen = new Map();
      runId = run.id;
      const messages: RecordedMessage[] = [];
      let skipped = 0;
      for (const outlet of outletsAt(run, node)) {
        const fresh = outlet.count - (seen.get(outlet) ?? 0);
        if (fresh === 0) continue;
        seen.set(outlet, outlet.count);
        const kept = outlet.history.slice(-Math.min(fresh, mostMessagesAtOnce));
        skipped += fresh - kept.length;
        messages.push(...kept.map((one) => recorded(outlet, one)));
      }
      messages.sort((a, b) => a.timestamp - b.timestamp);
      if (messages.length > 0) deliver({ messages, skipped });
    });
  }

  watchEvents({ path }: { path: string }, deliver: (data: { events: NetworkEvent[] }) => void): Disposable {
    let events: NetworkEvent[] = [];
    let attached: Disposable | undefined;
    let runId: string | undefined;
    const attach = (): void => {
      const run = this.runs.get(path);
      if (!run || run.id === runId) return;
      runId = run.id;
      attached?.[Symbol.dispose]();
      attached = run.network.onEvent((event) => events.push(event));
    };
    const watchers = this.watchers.get(path) ?? new Set<() => void>();
    this.watchers.set(path, watchers.add(attach));
    attach();
    const looking = this.everyLook(() => {
      if (events.length === 0) return;
      deliver({ events: this.host.redact(events as unknown as Value) as unknown as NetworkEvent[] });
      events = [];
    });
    return disposable(() => {
      watchers.delete(attach);
      attached?.[Symbol.dispose]();
      looking[Symbol.dispose]();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.runs.keys()].map((path) => this.stop(path, true)));
  }

  private everyLook(look: () => void): Disposable {
    look();
    const timer = setInterval(look, lookInterval);
    timer.unref();
    return disposable(() => clearInterval(timer));
  }

  private need(path: string): Run {
    const run = this.runs.get(path);
    if (!run || run.network.state === 'stopped')
      throw new AppError('notFound', `${path} is not running. Press Run first.`);
    return run;
  }
}

/** The outports of a node; of a subgraph, those inside that it exports. */
function outletsAt({ network, view }: Run, node: string): Outlet[] {
  const exported = view.outlets(node);
  if (!exported) return [...(network.nodes.get(node)?.outlets.values() ?? [])];
  return exported.flatMap((address) => network.nodes.get(address.node)?.outlets.get(address.port) ?? []);
}

function* outletsOf(network: Network): Generator<Outlet> {
  for (const node of network.nodes.values()) yield* node.outlets.values();
}

function recorded(outlet: Outlet, kept: { sequence: number; timestamp: number; packet: Packet }): RecordedMessage {
  const { packet, sequence, timestamp } = kept;
  return {
    sequence,
    node: outlet.node,
    port: outlet.port,
    timestamp,
    preview: previewOf(packet.message, packet.plainJson),
  };
}

function notRun(path: string): NetworkStatus {
  return {
    path,
    state: 'stopped',
    runId: null,
    startedAt: null,
    error: null,
    nodes: {},
    wires: {},
    rate: 0,
    sandboxes: 0,
  };
}
