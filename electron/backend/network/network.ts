import type { ComponentDescription } from '#shared/actor/actor.ts';
import { withDefaults } from '#shared/actor/configProblems.ts';
import { connectionName, nodeConfig, type Graph, type GraphNode } from '#shared/graph/graph.ts';
import { findPort } from '#shared/graph/validateGraph.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { ActorFailure, LogLevel, NetworkEvent } from '#shared/rpc/live.ts';
import { Packet, packetOfJsonValue } from '../channel/packet.ts';
import type { ComponentInstance, Firing, InstanceOptions } from '../registry/component.ts';
import { nodeEnvironment } from './environment.ts';
import { Inlet } from './inlet.ts';
import { NetworkNode } from './networkNode.ts';
import type { Wire } from './outlet.ts';
import { defaultQueueLimits, type QueueLimits } from './packetQueue.ts';

/** What a network needs of the outside. */
export interface NetworkHost {
  describe(component: string): ComponentDescription | undefined;
  createInstance(component: string, options: InstanceOptions): Promise<ComponentInstance>;
  log(node: string, level: LogLevel, text: string, timestamp: number): void;
  now(): number;
  environment: Readonly<Record<string, string | undefined>>;
  /** `redis.namespace` (T3). */
  stateNamespace: string;
}

export interface NetworkOptions {
  runId: string;
  graphName: string;
  queueLimits?: QueueLimits;
  /** Called for each message on an outport that no wire takes, or that the graph exports. */
  onOutput?: (node: string, port: string, packet: Packet) => void;
}

type State = 'new' | 'starting' | 'running' | 'paused' | 'stopping' | 'stopped';

/** Firings of one node before the scheduler turns to the next; and how long it works before it lets the event loop breathe. */
const firingsPerTurn = 64;
const turnMilliseconds = 4;

/**
 * A graph being run (N1–N6). Single-threaded and event-driven: a node is looked at only when something happened to it, so an idle
 * node costs nothing. Everything that is on its way is in a queue or in an outstanding firing, which makes idleness exact.
 */
export class Network {
  readonly nodes = new Map<string, NetworkNode>();
  readonly wires: Wire[] = [];
  state: State = 'new';
  isIdle = false;
  startedAt: number | null = null;
  private readonly graphName: string;
  private readonly ready: NetworkNode[] = [];
  private readonly eventListeners = new Set<(event: NetworkEvent) => void>();
  private readonly idleListeners = new Set<() => void>();
  private readonly stopping = new AbortController();
  private outstanding = 0;
  private starting = 0;
  private arrivals = 0;
  private isScheduled = false;
  private isRunning = false;

  /** @throws AppError `invalidParams` when a node's component is unknown or a wire leads nowhere */
  constructor(
    private readonly graph: Graph,
    private readonly host: NetworkHost,
    private readonly options: NetworkOptions,
  ) {
    this.graphName = options.graphName;
    for (const definition of Object.values(graph.processes)) {
      if (definition.metadata['disabled'] === true) continue;
      const component = host.describe(definition.component);
      if (!component)
        throw new AppError('notFound', `Node ${definition.id}: Component not found: ${definition.component}`);
      this.nodes.set(definition.id, new NetworkNode(definition, component));
    }
    for (const node of this.nodes.values()) this.buildInlets(node);
    for (const connection of graph.connections) {
      const target = this.nodes.get(connection.to.nodeId);
      const source = connection.from && this.nodes.get(connection.from.nodeId);
      if (!connection.from || !target || !source) continue;
      const inlet = target.inlets.get(this.portName(target.component.inports, connection.to.portId))!;
      const wire: Wire = { name: connectionName(connection), to: inlet, count: 0 };
      source.outlet(this.portName(source.component.outports, connection.from.portId)).wires.push(wire);
      this.wires.push(wire);
    }
  }

  /** Hears events (N5). They cost only while somebody listens (N13). */
  onEvent(listener: (event: NetworkEvent) => void): Disposable {
    this.eventListeners.add(listener);
    return { [Symbol.dispose]: () => void this.eventListeners.delete(listener) };
  }

  /** Makes the instances and lets messages flow. A node whose code does not load fails alone; the others run. */
  async start(): Promise<void> {
    this.state = 'starting';
    this.startedAt = this.host.now();
    for (const node of this.nodes.values()) nodeEnvironment(node.definition, this.host.environment);
    this.send({
      _type: 'NetworkStarted',
      timestamp: this.host.now(),
      graph: this.graphName,
      runId: this.options.runId,
    });
    this.queueInitialPackets();
    await Promise.all([...this.nodes.values()].map((node) => this.startNode(node)));
    if (this.state === 'starting') this.state = 'running';
    for (const node of this.nodes.values()) this.wake(node);
    this.schedule();
  }

  /** Makes a node's instance, again when its code was mended after it could not be loaded. */
  async startNode(node: NetworkNode): Promise<void> {
    const { definition } = node;
    const shared = definition.metadata['state'] === 'shared';
    this.starting++;
    try {
      node.instance = await this.host.createInstance(definition.component, {
        actorId: node.id,
        graph: this.graphName,
        config: withDefaults(node.component.configSchema, nodeConfig(definition)),
        state: {
          namespace: `${this.host.stateNamespace}/${this.graphName}`,
          actorId: shared ? node.component.name : node.id,
        },
        limits: (definition.metadata['limits'] ?? {}) as InstanceOptions['limits'],
        environment: nodeEnvironment(definition, this.host.environment),
        host: {
          log: (level, text) => this.host.log(node.id, level, text, this.host.now()),
          staleCode: (problem) => {
            node.staleCode = problem;
          },
        },
        signal: this.stopping.signal,
      });
      node.startFailure = null;
      if (this.stopping.signal.aborted) await node.instance[Symbol.asyncDispose]();
      else if (node.holds > 0) node.instance.hold(true);
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      node.startFailure = failureOf(error);
      node.lastError = node.startFailure;
      this.host.log(node.id, 'error', `${node.id} could not start: ${node.startFailure.message}`, this.host.now());
      this.send({
        _type: 'ActorFailed',
        timestamp: this.host.now(),
        actorId: node.id,
        component: definition.component,
        error: node.startFailure,
      });
    } finally {
      this.starting--;
    }
    if (this.state === 'running') this.wake(node);
  }

  /** Sends a message into an inport, as from a wire. */
  inject(nodeId: string, port: string, packet: Packet): void {
    const node = this.nodes.get(nodeId);
    const inlet = node?.inlets.get(this.portName(node.component.inports, port));
    if (!inlet) throw new AppError('notFound', `${nodeId} has no inport ${port} in this run.`);
    node!.feed(inlet);
    this.deliver(inlet, packet);
  }

  /** Holds every queue (N6); firings under way finish. */
  pause(): void {
    if (this.state === 'running') this.state = 'paused';
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.state = 'running';
    for (const node of this.nodes.values()) this.wake(node);
  }

  /** While paused, lets one node that can fire do so once. @returns that node's id */
  step(): string | undefined {
    if (this.state !== 'paused') return undefined;
    for (const node of this.nodes.values()) {
      if (!node.canFire) continue;
      this.nodes.delete(node.id);
      this.nodes.set(node.id, node);
      this.fire(node);
      return node.id;
    }
    return undefined;
  }

  /** Lets running firings finish for `graceMilliseconds`, then ends them; zero ends them at once (N6). */
  async stop(graceMilliseconds = 5000): Promise<void> {
    if (this.state === 'stopping' || this.state === 'stopped') return;
    this.state = 'stopping';
    if (graceMilliseconds > 0 && this.outstanding > 0) await this.finishing(graceMilliseconds);
    this.stopping.abort();
    for (const node of this.nodes.values()) node.instance?.cancel();
    await Promise.allSettled([...this.nodes.values()].map((node) => node.instance?.[Symbol.asyncDispose]()));
    this.state = 'stopped';
    this.send({
      _type: 'NetworkShutdown',
      timestamp: this.host.now(),
      graph: this.graphName,
      runId: this.options.runId,
    });
  }

  /** Resolves when the network is idle or stopped. */
  whenIdle(): Promise<void> {
    if (this.isIdle || this.state === 'stopped') return Promise.resolve();
    return new Promise((resolve) => this.idleListeners.add(resolve));
  }

  /** Messages left at nodes that wait for another port, in words (N6). */
  leftovers(): string[] {
    const sentences: string[] = [];
    for (const node of this.nodes.values()) {
      if (node.queued === 0 || node.startFailure) continue;
      const ports = [...node.inlets.values()].filter((inlet) => inlet.queue.length > 0);
      const where = ports.map((inlet) => `${inlet.queue.length} on ${inlet.name}`).join(', ');
      sentences.push(
        `${node.id} keeps ${where}: it still waits for ${node.rule.waitingFor.join(', ') || 'room further on'}.`,
      );
    }
    return sentences;
  }

  private async finishing(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const idle = new Promise<void>((resolve) => this.idleListeners.add(resolve));
    for (const node of this.nodes.values()) if (node.component.inports.length === 0) node.instance?.cancel();
    await Promise.race([idle, new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
    clearTimeout(timer);
  }

  private buildInlets(node: NetworkNode): void {
    const { component, definition } = node;
    const wired = new Set<string>();
    const initial = new Set<string>();
    const stickyWires = new Set<string>();
    for (const { from, to } of this.graph.connections) {
      if (to.nodeId !== node.id || (from && !this.nodes.has(from.nodeId))) continue;
      const port = this.portName(component.inports, to.portId);
      (from ? wired : initial).add(port);
      if (to.metadata['sticky'] === true) stickyWires.add(port);
    }
    const limits = this.options.queueLimits ?? defaultQueueLimits;
    const names = new Set([...component.inports.map((port) => port.name), ...wired, ...initial]);
    for (const name of names) {
      const port = component.inports.find((one) => one.name === name);
      const isWired = wired.has(name);
      const sticky = !isWired || stickyWires.has(name) || isSticky(definition, name) || port?.sticky === true;
      node.inlets.set(name, new Inlet(node, name, port?.required ?? false, sticky, isWired, limits));
    }
    for (const inlet of node.inlets.values()) if (inlet.wired || initial.has(inlet.name)) node.feed(inlet);
  }

  private queueInitialPackets(): void {
    for (const connection of this.graph.connections) {
      const node = this.nodes.get(connection.to.nodeId);
      if (connection.from || !node) continue;
      const inlet = node.inlets.get(this.portName(node.component.inports, connection.to.portId))!;
      inlet.queue.push(packetOfJsonValue(connection.data));
      if (node.component.awaitAllInports === false) inlet.arrivals.push(this.arrivals++);
    }
  }

  private portName(ports: ComponentDescription['inports'], name: string): string {
    return findPort(ports, name, this.graph.caseSensitive)?.name ?? name;
  }

  private deliver(inlet: Inlet, packet: Packet): void {
    const { node } = inlet;
    inlet.queue.push(packet);
    if (node.component.awaitAllInports === false) inlet.arrivals.push(this.arrivals++);
    this.wake(node);
  }

  private wake(node: NetworkNode): void {
    this.isIdle = false;
    if (!node.isQueued && node.canFire) {
      node.isQueued = true;
      this.ready.push(node);
    }
    this.schedule();
  }

  private schedule(): void {
    if (this.isScheduled || this.isRunning) return;
    this.isScheduled = true;
    queueMicrotask(() => this.turn());
  }

  /** Fires what can fire, in turns, until nothing can or it is time to let the event loop breathe. */
  private turn(): void {
    this.isScheduled = false;
    if (this.state !== 'running') {
      this.ready.length = 0;
      for (const node of this.nodes.values()) node.isQueued = false;
      this.checkIdle();
      return;
    }
    this.isRunning = true;
    const until = performance.now() + turnMilliseconds;
    let next = 0;
    while (next < this.ready.length) {
      const node = this.ready[next++]!;
      for (let count = 0; count < firingsPerTurn && node.canFire; count++) this.fire(node);
      node.isQueued = false;
      if (node.canFire) {
        node.isQueued = true;
        this.ready.push(node);
      }
      if (performance.now() > until) break;
    }
    this.ready.splice(0, next);
    this.isRunning = false;
    if (this.ready.length > 0) {
      this.isScheduled = true;
      setImmediate(() => this.turn());
    } else this.checkIdle();
  }

  private checkIdle(): void {
    if (this.outstanding > 0 || this.starting > 0 || this.state === 'starting' || this.state === 'new') return;
    if (this.state === 'paused' && [...this.nodes.values()].some((node) => node.canFire)) return;
    for (const resolve of this.idleListeners) resolve();
    this.idleListeners.clear();
    if (this.isIdle || this.state !== 'running') return;
    this.isIdle = true;
    for (const sentence of this.leftovers()) this.host.log('', 'warn', sentence, this.host.now());
    this.send({ _type: 'NetworkIdle', timestamp: this.host.now(), graph: this.graphName, runId: this.options.runId });
  }

  private fire(node: NetworkNode): void {
    node.hasStarted = true;
    const inputs = node.rule.firesAtStart ? new Map<string, Packet>() : node.rule.take();
    for (const inlet of node.inlets.values()) this.releaseSenders(inlet);
    node.outstanding++;
    this.outstanding++;
    if (this.eventListeners.size > 0) this.announceStart(node, inputs);
    node.instance!.fire(new NodeFiring(this, node, inputs, performance.now()));
  }

  private releaseSenders(inlet: Inlet): void {
    if (inlet.heldSenders.size === 0 || !inlet.queue.isLow) return;
    for (const sender of inlet.heldSenders) {
      sender.holds--;
      if (sender.holds > 0) continue;
      sender.instance?.hold(false);
      this.wake(sender);
    }
    inlet.heldSenders.clear();
  }

  /** @internal called by NodeFiring */
  emit(node: NetworkNode, port: string, packet: Packet): void {
    const outlet = node.outlet(port);
    const now = this.host.now();
    outlet.record(packet, now);
    if (this.eventListeners.size > 0) this.announceEmit(node, port, packet, now);
    const { wires } = outlet;
    for (let index = 0; index < wires.length; index++) {
      const wire = wires[index]!;
      wire.count++;
      const inlet = wire.to;
      this.deliver(inlet, packet);
      if (inlet.queue.isFull && !inlet.heldSenders.has(node)) {
        inlet.heldSenders.add(node);
        if (node.holds++ === 0) node.instance?.hold(true);
      }
    }
    this.options.onOutput?.(node.id, port, packet);
  }

  /** @internal called by NodeFiring */
  complete(node: NetworkNode, failure: ActorFailure | undefined, milliseconds: number): void {
    node.outstanding--;
    this.outstanding--;
    node.noteLatency(milliseconds);
    node.completed++;
    if (failure) this.noteFailure(node, failure);
    else if (this.eventListeners.size > 0)
      this.send({
        _type: 'ActorCompleted',
        timestamp: this.host.now(),
        actorId: node.id,
        component: node.definition.component,
      });
    this.wake(node);
  }

  /** A7: the failure becomes a message where a wire takes it; else the node shows it. */
  private noteFailure(node: NetworkNode, failure: ActorFailure): void {
    node.failed++;
    const { component } = node.definition;
    this.send({ _type: 'ActorFailed', timestamp: this.host.now(), actorId: node.id, component, error: failure });
    const wires = node.outlets.get('error')?.wires;
    if (wires && wires.length > 0) {
      const { type, message, stack, port } = failure;
      this.emit(node, 'error', Packet.ofMessage({ type: 'Error', data: { message, type, stack, port } }));
      return;
    }
    node.lastError = failure;
    this.host.log(node.id, 'error', `${failure.type}: ${failure.message}`, this.host.now());
  }

  /** @internal called by NodeFiring */
  logFrom(node: NetworkNode, level: LogLevel, text: string, timestamp: number): void {
    this.host.log(node.id, level, text, timestamp);
  }

  private announceStart(node: NetworkNode, inputs: ReadonlyMap<string, Packet>): void {
    const timestamp = this.host.now();
    const { component } = node.definition;
    for (const [port, packet] of inputs) {
      const source = this.graph.connections.find(
        ({ from, to }) => from && to.nodeId === node.id && this.portName(node.component.inports, to.portId) === port,
      )?.from;
      this.send({
        _type: 'MessageReceived',
        timestamp,
        fromActor: source?.nodeId ?? '',
        fromPort: source?.portId ?? '',
        toActor: node.id,
        toPort: port,
        data: packet.value,
      });
    }
    this.send({ _type: 'ActorStarted', timestamp, actorId: node.id, component });
  }

  private announceEmit(node: NetworkNode, port: string, packet: Packet, timestamp: number): void {
    this.send({ _type: 'ActorEmit', timestamp, actorId: node.id, port, data: packet.value });
    for (const wire of node.outlet(port).wires)
      this.send({
        _type: 'MessageSent',
        timestamp,
        fromActor: node.id,
        fromPort: port,
        toActor: wire.to.node.id,
        toPort: wire.to.name,
        data: packet.value,
      });
  }

  private send(event: NetworkEvent): void {
    for (const listener of this.eventListeners) listener(event);
  }
}

/** One firing of one node; passes on what the instance says. */
class NodeFiring implements Firing {
  private isComplete = false;

  constructor(
    private readonly network: Network,
    private readonly node: NetworkNode,
    readonly inputs: ReadonlyMap<string, Packet>,
    private readonly began: number,
  ) {}

  emit(port: string, packet: Packet): void {
    if (!this.isComplete) this.network.emit(this.node, port, packet);
  }

  log(level: LogLevel, text: string, timestamp: number): void {
    this.network.logFrom(this.node, level, text, timestamp);
  }

  complete(failure?: ActorFailure): void {
    if (this.isComplete) return;
    this.isComplete = true;
    this.network.complete(this.node, failure, performance.now() - this.began);
  }
}

/** `sticky: true` on the node, or the names of its sticky inports (N2). */
function isSticky(node: GraphNode, port: string): boolean {
  const { sticky } = node.metadata;
  if (sticky === true) return true;
  if (Array.isArray(sticky)) return sticky.includes(port);
  return typeof sticky === 'object' && sticky !== null && (sticky as Record<string, unknown>)[port] === true;
}

function failureOf(error: unknown): ActorFailure {
  if (error instanceof AppError) {
    const data = (error.data ?? {}) as Partial<ActorFailure>;
    return { type: data.type ?? error.code, message: error.message, stack: data.stack ?? '', port: null };
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { type: name, message, stack: stack ?? '', port: null };
}
