import type { Graph } from '#shared/graph/graph.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import type { RecordedMessage, RecordingMode } from '#shared/rpc/live/recording.ts';
import type { Packet } from '../../channel/packet.ts';
import { Network } from '../network.ts';
import type { NetworkHost } from '../networkHost.ts';
import { messageDetail, type MessageDetail } from './messageDetail.ts';
import { newestMessages } from './newestMessages.ts';
import { findKept } from '../recording/keptMessages.ts';
import type { Recordings } from '../recording/recordings.ts';
import { outletsAt, type Run } from './run.ts';
import { PendingStarts } from './pendingStarts.ts';
import { RunBreakpoints } from './runBreakpoints.ts';
import { messageIsGone } from '../recording/runRecords.ts';
import { RunEdits } from './runEdits.ts';
import { isAt, recordedMessage } from './runViews.ts';
import { NetworkStatistics } from '../statistics.ts';
import type { SubgraphView } from '../subgraph/subgraphView.ts';

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
  recordings: Recordings;
  /** Sandboxes in use. */
  sandboxes(): number;
  newId(): string;
  now(): number;
}

/** The running graphs of a workspace, one run a graph, and what a person does with them (N6–N10, R4). */
export class Runs implements AsyncDisposable {
  private readonly runs = new Map<string, Run>();
  private readonly starts = new PendingStarts();
  private readonly edits: RunEdits;
  private readonly startListeners = new Set<(path: string) => void>();
  readonly breakpoints = new RunBreakpoints({
    live: (path) => this.live(path),
    running: (path) => this.running(path),
  });

  constructor(private readonly host: RunsHost) {
    this.edits = new RunEdits({
      live: (path) => this.live(path),
      graphToRun: (path) => host.graphToRun(path),
      networkHost: ({ name, graph }) => host.networkHost(name, graph),
      taken: (path, run) => this.breakpoints.place(path, run),
    });
  }

  /**
   * Starts a graph; a run of it that is not over is stopped first.
   * @throws AppError `cancelled` when it is stopped meanwhile
   */
  async start(path: string, recording?: RecordingMode): Promise<{ runId: string }> {
    const { run, started } = await this.begin(path, recording);
    try {
      await started;
    } catch (error) {
      run.error = error instanceof Error ? error.message : String(error);
      await this.end(run, 0);
      throw error;
    }
    return { runId: run.id };
  }

  /** Running messages may finish for `graceMilliseconds` (N6). @returns false when nothing ran */
  async stop(path: string, graceMilliseconds?: number): Promise<boolean> {
    const isPreparing = this.starts.giveUp(path);
    const run = this.live(path);
    if (run) await this.end(run, graceMilliseconds);
    return run !== undefined || isPreparing;
  }

  /** Ends all runs without losing what they have begun, until the signal is aborted (P2). */
  async drain(signal: AbortSignal): Promise<void> {
    this.starts.giveUp();
    await Promise.all(
      [...this.runs.values()].map(async (run) => {
        if (run.network.state === 'stopped') return;
        await run.network.drain(signal);
        this.host.recordings.end(run.recorder);
      }),
    );
  }

  pause(path: string): NetworkStatus {
    this.running(path).network.pause();
    return this.status(path);
  }

  resume(path: string): NetworkStatus {
    this.running(path).network.resume();
    return this.status(path);
  }

  /** Pauses when running, then lets one message through (N6). */
  step(path: string): NetworkStatus {
    const { network } = this.running(path);
    network.pause();
    network.step();
    return this.status(path);
  }

  status(path: string): NetworkStatus {
    const run = this.runs.get(path);
    return run ? run.view.status(run.statistics.look(this.host.now(), run, this.host.sandboxes())) : notRun(path);
  }

  /** The present or last run of a graph in this program. */
  run(path: string): Run | undefined {
    return this.runs.get(path);
  }

  /** @throws AppError `notFound` when the graph does not run */
  running(path: string): Run {
    const run = this.live(path);
    if (!run) throw new AppError('notFound', `${path} is not running. Press Run first.`);
    return run;
  }

  /** @throws AppError `cancelled` when it was stopped before it began */
  private begin(path: string, recording: RecordingMode | undefined): Promise<{ run: Run; started: Promise<void> }> {
    return this.starts.during(path, async (signal) => {
      const prepared = await this.host.graphToRun(path);
      // Nothing is waited for between the last look and the new run: two that are started at once do not run both.
      for (let former = this.live(path); former; former = this.live(path)) await this.end(former, 0);
      signal.throwIfAborted();
      const run = this.place(path, prepared, recording);
      for (const listener of this.startListeners) listener(path);
      return { run, started: run.network.start() };
    });
  }

  private place(path: string, { graph, name, view }: GraphToRun, recording: RecordingMode | undefined): Run {
    const id = this.host.newId();
    const networkHost = this.host.networkHost(name, graph);
    const recorder = this.host.recordings.record({ id, path, graph: name, mode: recording }, (problem) =>
      networkHost.log('', 'warn', problem, this.host.now()),
    );
    recorder.titles = view.titles();
    const network = new Network(graph, networkHost, { runId: id, graphName: name, recorder });
    const statistics = new NetworkStatistics(network, path, id);
    const run: Run = {
      ...{ id, graphName: name, network, view, recorder, statistics },
      ...{ error: null, staleGraph: null },
      log: (level, text) => networkHost.log('', level, text, this.host.now()),
    };
    this.runs.set(path, run);
    this.breakpoints.place(path, run);
    return run;
  }

  /** The run of a graph that is not over. */
  private live(path: string): Run | undefined {
    const run = this.runs.get(path);
    return run?.network.state === 'stopped' ? undefined : run;
  }

  /** Settles once there was room for the message (N1). @throws AppError `notFound`, `cancelled` */
  async send(path: string, node: string, port: string, packet: Packet): Promise<void> {
    const { network, view } = this.running(path);
    const inlet = view.inlet(node, port);
    await network.inject(inlet.node, inlet.port, packet);
  }

  /** The whole last value of an outport. */
  value(path: string, node: string, port: string): Packet | undefined {
    const run = this.runs.get(path);
    const outlet = run?.view.outlet(node, port);
    return outlet && run?.network.nodes.get(outlet.node)?.outlets.get(outlet.port)?.history.last?.packet;
  }

  /** The latest messages that left outports, of one node when given, oldest first. */
  history(path: string, node: string | undefined, port: string | undefined, limit: number): RecordedMessage[] {
    const run = this.runs.get(path);
    if (!run) return [];
    const wanted = node === undefined || port === undefined ? port : run.view.outlet(node, port).port;
    const outlets = outletsAt(run, node).filter((outlet) => wanted === undefined || outlet.port === wanted);
    return newestMessages(outlets, 0, limit).map(({ outlet, message }) => recordedMessage(outlet, message));
  }

  /** What is kept of the present run from now on. */
  setRecording(path: string, mode: RecordingMode): void {
    this.running(path).recorder.mode = mode;
  }

  /**
   * A message of a run and the inports it went to: recorded, or in memory while its graph's last run is.
   * @throws AppError `notFound`
   */
  message(runId: string, id: number): { packet: Packet; to: readonly { node: string; port: string }[] } {
    const nodes = this.nodesOf(runId);
    const kept = nodes && findKept(nodes, id);
    if (kept) return { packet: kept.message.packet, to: kept.source.to };
    const stored = this.host.recordings.message(runId, id);
    if (stored) return stored;
    throw new AppError('notFound', messageIsGone(id));
  }

  /**
   * A message with what is around it: recorded, or in memory while its graph's last run is.
   * @throws AppError `notFound`
   */
  messageDetail(runId: string, id: number): MessageDetail {
    const detail = messageDetail(this.host.recordings, runId, id, this.nodesOf(runId));
    if (!detail) throw new AppError('notFound', messageIsGone(id));
    return detail;
  }

  /**
   * Sends a recorded message to a node of the present run (N8).
   * @throws AppError `notFound` for the message, the node or the inport; `invalidParams` when it is not clear which inport
   */
  async replay(
    path: string,
    node: string,
    port: string | undefined,
    message: { runId: string; id: number },
    packet?: Packet,
  ): Promise<void> {
    const { network, view, id } = this.running(path);
    const recorded = this.message(message.runId, message.id);
    const inlet = port === undefined ? recorded.to.find((end) => isAt(end, node)) : view.inlet(node, port);
    if (!inlet)
      throw new AppError(
        'invalidParams',
        `Message ${message.id} did not go to ${node}. Say to which inport it is to be sent.`,
      );
    await network.inject(inlet.node, inlet.port, packet ?? recorded.packet, message.runId === id ? [message.id] : []);
  }

  /**
   * Has the running node try a dead letter again (N10), with some inputs replaced.
   * @throws AppError `notFound` when the graph does not run, or the letter or an inport is not there; `conflict` while it is tried
   */
  retry(path: string, id: string, replaced: ReadonlyMap<string, Packet>): void {
    const { network, graphName } = this.running(path);
    this.host.recordings.deadLetters.retry(graphName, id, (node, inputs) =>
      network.replay(node, new Map([...inputs, ...replaced]), id),
    );
  }

  /** Messages waiting in the queues of all running graphs. */
  queueDepth(): number {
    let depth = 0;
    for (const { network } of this.runs.values())
      if (network.state !== 'stopped') for (const node of network.nodes.values()) depth += node.queued;
    return depth;
  }

  /** Components changed: nodes that could not start try again, and those that declare other ports now have them. */
  componentsChanged(): void {
    for (const [path, { network }] of this.runs) {
      if (network.state !== 'stopped') this.edits.takeOverSoon(path);
      if (network.state !== 'running' && network.state !== 'paused') continue;
      for (const node of network.nodes.values()) if (node.startFailure) void network.startNode(node);
    }
  }

  /**
   * A graph was edited: what runs of it, by itself or inside others, takes the edit over. Where that cannot run, the old goes on and
   * its run says why (N11).
   */
  edited(path: string): void {
    for (const [running, { view, network }] of this.runs)
      if (network.state !== 'stopped' && (running === path || view.hasSubgraphs)) this.edits.takeOverSoon(running);
  }

  /** Hears the paths of graphs whose run begins, before their first message. */
  onStart(listener: (path: string) => void): Disposable {
    this.startListeners.add(listener);
    return { [Symbol.dispose]: () => void this.startListeners.delete(listener) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.edits[Symbol.dispose]();
    await Promise.all([...this.runs.keys()].map((path) => this.stop(path, 0)));
  }

  /** The nodes of a run that is in memory. */
  private nodesOf(runId: string): Run['network']['nodes'] | undefined {
    return [...this.runs.values()].find(({ id }) => id === runId)?.network.nodes;
  }

  private async end(run: Run, graceMilliseconds: number | undefined): Promise<void> {
    await run.network.stop(graceMilliseconds);
    this.host.recordings.end(run.recorder);
  }
}

function notRun(path: string): NetworkStatus {
  return {
    path,
    state: 'stopped',
    runId: null,
    startedAt: null,
    error: null,
    staleGraph: null,
    nodes: {},
    wires: {},
    rate: 0,
    sandboxes: 0,
  };
}
