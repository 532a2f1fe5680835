import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { GraphNode } from '#shared/graph/graph.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { NodeState } from '#shared/rpc/live/networkStatus.ts';
import type { ComponentInstance } from '../registry/component.ts';
import { FiringRule } from './firingRule.ts';
import type { Inlet } from './inlet.ts';
import { Outlet } from './outlet.ts';
import type { Sender } from './sender.ts';
import type { FiringInputs } from './sentMessage.ts';

const noInputs: FiringInputs = { packets: new Map(), causes: [] };

/** A node of a running network: a serial actor with queues (N1) and counters. */
export class NetworkNode implements Sender {
  readonly inlets = new Map<string, Inlet>();
  readonly outlets = new Map<string, Outlet>();
  rule: FiringRule;
  private fed = new Set<Inlet>();
  instance: ComponentInstance | undefined;
  /** How often its instance was begun to be made; one that is ready after the next was begun is ended at once. */
  starts = 0;
  /** Why there is no instance; the node waits until its code is mended. */
  startFailure: ActorFailure | null = null;
  lastError: ActorFailure | null = null;
  staleCode: string | null = null;
  outstanding = 0;
  completed = 0;
  failed = 0;
  /** How many full queues it feeds, and one more while the network is paused and it works without being fed. */
  holds = 0;
  /** Held by a pause; `step` lets it send one message. */
  isPaused = false;
  /** Its instance is to be exchanged, or it is no longer part of the network: it fires no more until that is done. */
  isReplaced = false;
  /** What it sends itself goes along with its next messages without being waited for: each is done before the next begins (N1). */
  isSerial = false;
  /** Inputs that a person sent again, to be taken before the queues (N8, N10). */
  readonly replays: FiringInputs[] = [];
  /** The firing of a node without wires that sends one message after another: a source, whatever made it begin. */
  streaming: object | undefined;
  isQueued = false;
  hasStarted = false;
  /** Times of the latest firings in milliseconds, a small ring for the median. */
  readonly latencies: number[] = [];

  constructor(
    public definition: GraphNode,
    public component: ComponentDescription,
  ) {
    this.rule = this.makeRule();
  }

  get id(): string {
    return this.definition.id;
  }

  /** From now on somebody outside feeds this inport, with one message after another, as a wire does. */
  feed(inlet: Inlet): void {
    if (this.fed.has(inlet)) return;
    inlet.wired = true;
    this.fed.add(inlet);
    this.rule = this.makeRule();
  }

  /** What feeds it has changed. */
  setFed(inlets: readonly Inlet[]): void {
    this.fed = new Set(inlets);
    this.rule = this.makeRule();
  }

  private makeRule(): FiringRule {
    const fed = [...this.fed];
    const unfed = this.component.inports.filter(
      (port) => port.required && !fed.some((inlet) => inlet.name === port.name),
    );
    return new FiringRule(
      fed,
      unfed.map((port) => port.name),
      this.component.awaitAllInports,
    );
  }

  outlet(port: string): Outlet {
    let outlet = this.outlets.get(port);
    if (!outlet) this.outlets.set(port, (outlet = new Outlet(this.id, port)));
    return outlet;
  }

  get queued(): number {
    let count = 0;
    for (const inlet of this.inlets.values()) count += inlet.queue.length;
    return count;
  }

  /** Messages sent to it that have no room in its queues yet. */
  get parked(): number {
    let count = 0;
    for (const inlet of this.inlets.values()) count += inlet.queue.parked;
    return count;
  }

  /** Whether no wire leads to it, and nobody outside sends it messages. */
  get isUnfed(): boolean {
    for (const inlet of this.inlets.values()) if (inlet.wired) return false;
    return true;
  }

  /** Whether the scheduler may fire it now. */
  get canFire(): boolean {
    const { instance } = this;
    if (!instance || this.isReplaced || this.holds > 0) return false;
    if (this.outstanding >= (this.isSerial ? 1 : instance.capacity)) return false;
    if (this.replays.length > 0) return true;
    return this.rule.firesAtStart ? !this.hasStarted : this.rule.ready;
  }

  /** What the next firing takes. Call only when it can fire. */
  take(): FiringInputs {
    const replay = this.replays.shift();
    if (replay) return replay;
    this.hasStarted = true;
    return this.rule.firesAtStart ? noInputs : this.rule.take();
  }

  /** Holds its instance back, once more. */
  hold(): void {
    if (this.holds++ === 0) this.instance?.hold(true);
  }

  /** Takes one hold back. @returns whether it may go on */
  release(): boolean {
    if (--this.holds > 0) return false;
    this.instance?.hold(false);
    return true;
  }

  noteLatency(milliseconds: number): void {
    this.latencies[this.completed & 63] = milliseconds;
  }

  state(paused: boolean, stopped: boolean): NodeState {
    if (this.startFailure) return 'failed';
    if (stopped) return this.lastError ? 'failed' : 'stopped';
    if (!this.instance) return 'starting';
    if (paused && this.queued > 0) return 'paused';
    if (this.holds > 0) return 'waiting';
    if (this.outstanding > 0) return 'running';
    return this.lastError ? 'failed' : 'idle';
  }
}
