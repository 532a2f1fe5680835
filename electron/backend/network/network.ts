import type { Graph } from '#shared/graph/graph.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { NetworkEvent } from '#shared/rpc/live/networkEvent.ts';
import type { Packet } from '../channel/packet.ts';
import { Announcer } from './announcer.ts';
import { BackPressure } from './backPressure.ts';
import { Breakpoints } from './breakpoints.ts';
import { Delivery } from './delivery.ts';
import { Draining, stoppedBefore, takeUnprocessed } from './draining.ts';
import { DrainWatch } from './drainWatch.ts';
import { nodeEnvironment } from './environment.ts';
import { Entrance } from './entrance.ts';
import { Failures } from './failures.ts';
import { Grace } from './grace.ts';
import { Idleness } from './idleness.ts';
import { discarded, leftovers, unprocessed } from './leftovers.ts';
import { defaultQueueLimits, type QueueLimits } from './messageQueue.ts';
import type { NetworkHost } from './networkHost.ts';
import type { NetworkNode } from './networkNode.ts';
import type { NetworkRecorder } from './networkRecorder.ts';
import { LiveEdit } from './liveEdit.ts';
import { NodeFiring, type FiringHost } from './nodeFiring.ts';
import { NodeStarter } from './nodeStarter.ts';
import type { Wire } from './outlet.ts';
import { Pausing } from './pausing.ts';
import { Scheduler } from './scheduler.ts';
import { StuckWatch } from './stuckWatch.ts';
import { buildTopology } from './topology.ts';

export interface NetworkOptions {
  runId: string;
  graphName: string;
  queueLimits?: QueueLimits;
  /** Keeps messages and what became of failures. */
  recorder?: NetworkRecorder;
  /** Called for each message on an outport that no wire takes, or that the graph exports. */
  onOutput?: (node: string, port: string, packet: Packet) => void;
}

type State = 'new' | 'starting' | 'running' | 'paused' | 'stopping' | 'stopped';

/**
 * A graph being run (N1–N7). Single-threaded and event-driven. Everything that is on its way is in a queue, at a breakpoint or in an
 * outstanding firing, which makes idleness exact.
 */
export class Network implements FiringHost {
  readonly nodes: Map<string, NetworkNode>;
  readonly wires: Wire[];
  state: State = 'new';
  startedAt: number | null = null;
  private readonly announcer: Announcer;
  private readonly scheduler: Scheduler;
  private readonly starter: NodeStarter;
  readonly breakpoints: Breakpoints;
  private readonly pausing: Pausing;
  private readonly edits: LiveEdit;
  private readonly drainWatch: DrainWatch;
  private readonly delivery: Delivery;
  private readonly entrance: Entrance;
  private readonly failures: Failures;
  private readonly draining: Draining;
  private readonly stuckWatch: StuckWatch;
  private readonly backPressure: BackPressure;
  private readonly idleness: Idleness;
  private readonly grace = new Grace();
  private readonly stopping = new AbortController();
  private readonly queueLimits: QueueLimits;
  private outstanding = 0;
  private pausesAtStart = false;
  private ending: Promise<void> | undefined;

  /** @throws AppError `notFound` when a node's component is unknown */
  constructor(
    private graph: Graph,
    private readonly host: NetworkHost,
    private readonly options: NetworkOptions,
  ) {
    this.queueLimits = options.queueLimits ?? defaultQueueLimits;
    const { nodes, wires } = buildTopology(graph, (name) => host.describe(name), this.queueLimits);
    this.nodes = nodes;
    this.wires = wires;
    this.backPressure = new BackPressure(nodes, (node) => this.wake(node));
    this.announcer = new Announcer(options.graphName, options.runId, () => host.now());
    this.delivery = new Delivery({
      ...{ graphName: options.graphName, recorder: options.recorder, onOutput: options.onOutput, tracer: host.tracer },
      ...{ announcer: this.announcer, backPressure: this.backPressure },
      now: () => host.now(),
      wake: (inlet) => {
        const node = nodes.get(inlet.node);
        if (node) this.wake(node);
      },
    });
    this.breakpoints = new Breakpoints(this.queueLimits, {
      expressions: host.expressions,
      deliver: (wire, message, breakpoint) =>
        this.delivery.deliver(wire.to, message, breakpoint ?? this.nodes.get(wire.from.node)),
      edited: (wire, message, packet) => this.delivery.fromOutside(wire.to, packet, 'edited', [message.id]),
      changed: (queue) => {
        this.backPressure.taken(queue);
        this.scheduler.schedule();
      },
    });
    this.edits = new LiveEdit({ nodes, wires }, this.queueLimits, {
      startNode: (node) => this.startNode(node),
      wake: (node) => this.wake(node),
      clearBreakpoint: (wire) => this.breakpoints.clear(wire),
      queueInitialPackets: (connections) => this.entrance.queueInitialPackets(connections),
      letGo: (queue) => this.backPressure.letGo(queue),
      untried: (deadLetter) => options.recorder?.untried(deadLetter),
      warn: (text) => this.warn(text),
    });
    this.entrance = new Entrance({
      ...{ nodes, delivery: this.delivery },
      graph: () => this.graph,
      wake: (node) => this.wake(node),
    });
    this.failures = new Failures({
      ...{ announcer: this.announcer, delivery: this.delivery, recorder: options.recorder, nodes },
      isEnding: (node) => this.isEnding || nodes.get(node.id) !== node,
      isDraining: () => this.isDraining,
      log: (node, level, text) => host.log(node.id, level, text, host.now()),
    });
    this.pausing = new Pausing(nodes, (node) => this.fire(node));
    this.drainWatch = new DrainWatch(nodes, this.breakpoints);
    this.starter = new NodeStarter(host, options.graphName, this.stopping.signal, {
      whenDrained: () => {
        this.scheduler.schedule();
        return this.drainWatch.wait();
      },
      isDraining: () => this.isDraining,
    });
    this.draining = new Draining({
      ...{ nodes, breakpoints: this.breakpoints },
      isStarting: () => this.starter.isBusy,
      schedule: () => this.scheduler.schedule(),
    });
    this.idleness = new Idleness({
      nodes,
      isMoving: () => this.isMoving,
      isRunning: () => this.state === 'running',
      began: () => this.announcer.network('NetworkIdle'),
      warn: (sentence) => this.warn(sentence),
    });
    this.stuckWatch = new StuckWatch(nodes, {
      mayLook: () => this.state === 'running' && !this.breakpoints.isHolding,
      warn: (sentence) => this.warn(sentence),
      ended: () => this.idleness.settle(),
    });
    this.scheduler = new Scheduler({
      mayFire: () => this.state === 'running',
      fire: (node) => this.fire(node),
      settled: () => {
        if (this.state !== 'running' || !this.backPressure.openCycle()) this.checkIdle();
        if (this.backPressure.isHolding) this.stuckWatch.lookSoon();
        this.draining.settled();
      },
    });
  }

  /** Hears events (N5). They cost only while somebody listens (N13). */
  onEvent(listener: (event: NetworkEvent) => void): Disposable {
    return this.announcer.listen(listener);
  }

  /**
   * Makes the instances and lets messages flow. A node whose code does not load fails alone; the others run.
   * @throws AppError `invalidParams` when a required environment variable is missing (N12)
   */
  async start(): Promise<void> {
    this.state = 'starting';
    this.startedAt = this.host.now();
    for (const node of this.nodes.values()) nodeEnvironment(node.definition, this.host.environment);
    this.announcer.network('NetworkStarted');
    this.entrance.queueInitialPackets(this.graph.connections);
    await Promise.all([...this.nodes.values()].map((node) => this.startNode(node)));
    if (this.state === 'starting') this.state = 'running';
    if (this.pausesAtStart) this.pause();
    for (const node of this.nodes.values()) this.wake(node);
    this.scheduler.schedule();
  }

  /** Makes a node's instance, again when its code was mended after it could not be loaded. */
  async startNode(node: NetworkNode): Promise<void> {
    const failure = await this.starter.start(node);
    if (failure) this.announcer.failed(node, failure);
    this.wake(node);
  }

  /**
   * Takes over an edited graph while it runs: wires come and go, new nodes start, removed ones end, and a node whose config changed gets
   * a new instance between two firings; its queues and its state stay.
   * @param host for instances that are made from now on
   * @throws AppError `notFound` when a new node's component is unknown; nothing has changed then
   */
  update(graph: Graph, host: NetworkHost): void {
    if (this.state !== 'running' && this.state !== 'paused') return;
    const describe = (component: string) => host.describe(component);
    this.edits.apply(this.graph, graph, describe, () => {
      this.starter.host = host;
      this.graph = graph;
    });
  }

  /**
   * Sends a message into an inport, as from a wire. Settles once it is in the queue: whoever sends many waits for each (N1).
   * @throws AppError `notFound` when there is no such inport, `cancelled` when the run ended before there was room
   */
  async inject(nodeId: string, port: string, packet: Packet, causes: readonly number[] = []): Promise<void> {
    await this.entrance.inject(nodeId, port, packet, causes);
  }

  /**
   * Has a node fire once with exactly these inputs, before what waits in its queues (N8, N10).
   * @throws AppError `notFound` when the node or one of the inports is not there
   */
  replay(nodeId: string, inputs: ReadonlyMap<string, Packet>, deadLetter?: string): void {
    this.entrance.replay(nodeId, inputs, deadLetter);
  }

  /** Holds every queue (N6); firings under way finish, but those that nothing feeds send no more. Nothing fires after a start that it interrupts. */
  pause(): void {
    this.pausesAtStart = this.state === 'starting';
    if (this.state !== 'running') return;
    this.state = 'paused';
    this.pausing.pause();
  }

  resume(): void {
    this.pausesAtStart = false;
    if (this.state !== 'paused') return;
    this.state = 'running';
    this.pausing.resume();
    for (const node of this.nodes.values()) this.wake(node);
    this.scheduler.schedule();
  }

  /**
   * While paused, lets one message through (N6): a node that can fire does so once, each in turn; if none can, a node that works
   * without being fed sends its next message.
   * @returns that node's id
   */
  step(): string | undefined {
    if (this.state !== 'paused') return undefined;
    const moved = this.pausing.step();
    this.scheduler.schedule();
    return moved?.id;
  }

  /** Lets running firings finish for `graceMilliseconds`, then ends them; zero ends them at once, also while others let them finish (N6). */
  stop(graceMilliseconds = 5000): Promise<void> {
    if (graceMilliseconds === 0) this.grace.over();
    this.ending ??= this.end(graceMilliseconds);
    return this.ending;
  }

  private async end(graceMilliseconds: number): Promise<void> {
    this.state = 'stopping';
    this.draining.giveUp();
    this.stuckWatch[Symbol.dispose]();
    // What a person's stop leaves in queues is no dead letter, but said.
    const gone = this.isIdle || this.isDraining ? undefined : discarded(this.nodes, this.options.graphName);
    if (gone !== undefined) this.host.log('', 'info', gone, this.host.now());
    for (const { inlets } of this.nodes.values()) for (const { queue } of inlets.values()) queue.close();
    if (graceMilliseconds > 0 && this.outstanding > 0) await this.finishing(graceMilliseconds);
    this.stopping.abort();
    for (const node of this.nodes.values()) node.instance?.cancel();
    await Promise.allSettled([...this.nodes.values()].map((node) => node.instance?.[Symbol.asyncDispose]()));
    this.state = 'stopped';
    this.idleness.settle();
    this.drainWatch.check(true);
    this.announcer.network('NetworkShutdown');
  }

  /**
   * Ends the run without losing what it has begun (P2): sources end, what is in the queues is processed until nothing moves any more or
   * the signal is aborted. What is left then becomes dead letters (N10). A paused network is a person's, and is not moved on.
   * @returns how many firings were left
   */
  async drain(signal: AbortSignal): Promise<number> {
    if (this.isEnding) return 0;
    this.draining.isOn = true;
    if (this.state === 'running') await this.draining.untilRest(signal);
    // What a breakpoint holds is left, too.
    for (const wire of this.wires) this.breakpoints.clear(wire);
    const { lastMessage } = this.delivery;
    const left = [...takeUnprocessed(this.nodes)].map(({ node, taken }) => ({
      ...{ node, taken, lastMessage, isHandled: false },
      failure: stoppedBefore(node, false),
    }));
    if (left.length > 0) this.options.recorder?.unprocessed(left);
    if (!this.isIdle) this.idleness.sayLeftovers();
    await this.stop(0);
    const count = left.length + this.failures.interrupted;
    if (count > 0) this.warn(unprocessed(count, this.options.graphName));
    return count;
  }

  /** Sources have ended, and what they sent is being finished. */
  get isDraining(): boolean {
    return this.draining.isOn;
  }

  private get isEnding(): boolean {
    return this.state === 'stopping' || this.state === 'stopped';
  }

  /** The network runs and nothing moves (N6). */
  get isIdle(): boolean {
    return this.idleness.isIdle;
  }

  /** Resolves when the network is idle or stopped, or can never go on by itself: then it is not idle. */
  whenIdle(): Promise<void> {
    return this.state === 'stopped' ? Promise.resolve() : this.idleness.wait();
  }

  /** Messages left at nodes that wait for another port, in words (N6). */
  leftovers(): string[] {
    return leftovers(this.nodes);
  }

  /** A wire by its `connectionName`. @throws AppError `notFound` */
  wire(name: string): Wire {
    const wire = this.wires.find((one) => one.name === name);
    if (!wire)
      throw new AppError('notFound', `There is no connection ${name} in this run. Take one that the graph has now.`);
    return wire;
  }

  /** @internal From a firing. */
  emit(firing: NodeFiring, port: string, packet: Packet): void {
    const { node, taken, trace } = firing;
    this.delivery.send(node, port, packet, taken.causes, trace);
    if (firing.isStream && !node.streaming && node.isUnfed) {
      node.streaming = firing;
      this.draining.foundStream(node, firing);
    }
    if (this.state === 'paused') this.pausing.sent(node);
  }

  /** @internal From a firing. */
  complete(firing: NodeFiring, failure: ActorFailure | undefined): void {
    const { node, taken, trace } = firing;
    trace?.end(failure);
    node.outstanding--;
    this.outstanding--;
    node.noteLatency(performance.now() - firing.began);
    node.completed++;
    if (node.streaming === firing) node.streaming = undefined;
    if (node.outstanding === 0) {
      this.pausing.completed(node);
      this.edits.completed(node);
    }
    if (failure) this.failures.note(firing, failure);
    else {
      if (taken.deadLetter !== undefined) this.options.recorder?.recovered(taken.deadLetter);
      if (this.announcer.isHeard) this.announcer.completed(node);
    }
    if (this.delivery.sharesMemory) for (const packet of taken.packets.values()) packet.release();
    this.wake(node);
  }

  /** @internal From a firing. */
  logFrom(node: NetworkNode, level: LogLevel, text: string, timestamp: number): void {
    this.host.log(node.id, level, text, timestamp);
  }

  private async finishing(milliseconds: number): Promise<void> {
    const isDone = this.idleness.wait();
    for (const node of this.nodes.values())
      if (node.component.inports.length === 0 || node.streaming) node.instance?.cancel();
    // Queues are not emptied any more; a message that is being processed must not wait for them.
    for (const node of this.nodes.values()) if (node.holds > 0) node.instance?.hold(false);
    await this.grace.wait(isDone, milliseconds);
  }

  private wake(node: NetworkNode): void {
    this.idleness.isIdle = false;
    this.scheduler.wake(node);
  }

  private checkIdle(): void {
    this.drainWatch.check(this.state === 'stopped');
    this.idleness.check();
  }

  /** Whether something is under way, or waits for a person who may let it go on. */
  private get isMoving(): boolean {
    if (this.outstanding > 0 || this.starter.isBusy || this.state === 'starting' || this.state === 'new') return true;
    if (this.breakpoints.isHolding && this.state !== 'stopping') return true;
    return this.state === 'paused' && [...this.nodes.values()].some((node) => node.canFire);
  }

  private warn(sentence: string): void {
    this.host.log('', 'warn', sentence, this.host.now());
  }

  private fire(node: NetworkNode): void {
    const taken = node.take();
    for (const inlet of node.inlets.values()) this.backPressure.taken(inlet.queue);
    node.outstanding++;
    this.outstanding++;
    if (this.announcer.isHeard) this.announcer.started(node, taken.packets, this.wires);
    const trace = this.host.tracer?.fire(
      { graph: this.options.graphName, node: node.id, component: node.definition.component },
      taken.points ?? [],
    );
    node.instance!.fire(new NodeFiring(this, node, taken, performance.now(), trace));
  }
}
