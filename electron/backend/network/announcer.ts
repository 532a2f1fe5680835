import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { NetworkEvent } from '#shared/rpc/live/networkEvent.ts';
import type { Packet } from '../channel/packet.ts';
import { disposable } from '../system/lifetime.ts';
import type { NetworkNode } from './networkNode.ts';
import type { Wire } from './outlet.ts';

/** Tells events (N5) to whoever listens; where nobody does, callers ask `isHeard` first and pay nothing (N13). */
export class Announcer {
  private readonly listeners = new Set<(event: NetworkEvent) => void>();

  constructor(
    private readonly graph: string,
    private readonly runId: string,
    private readonly now: () => number,
  ) {}

  get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  listen(listener: (event: NetworkEvent) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  network(_type: 'NetworkStarted' | 'NetworkIdle' | 'NetworkShutdown'): void {
    this.send({ _type, timestamp: this.now(), graph: this.graph, runId: this.runId });
  }

  /** The firing of a node begins with these messages. */
  started(node: NetworkNode, packets: ReadonlyMap<string, Packet>, wires: readonly Wire[]): void {
    const timestamp = this.now();
    for (const [port, packet] of packets) {
      const from = wires.find(({ to }) => to.node === node.id && to.name === port)?.from;
      this.send({
        _type: 'MessageReceived',
        timestamp,
        fromActor: from?.node ?? '',
        fromPort: from?.port ?? '',
        toActor: node.id,
        toPort: port,
        data: packet.value,
      });
    }
    this.send({ _type: 'ActorStarted', timestamp, actorId: node.id, component: node.definition.component });
  }

  emitted(node: NetworkNode, port: string, packet: Packet, timestamp: number): void {
    this.send({ _type: 'ActorEmit', timestamp, actorId: node.id, port, data: packet.value });
    for (const { to } of node.outlet(port).wires)
      this.send({
        _type: 'MessageSent',
        timestamp,
        fromActor: node.id,
        fromPort: port,
        toActor: to.node,
        toPort: to.name,
        data: packet.value,
      });
  }

  completed(node: NetworkNode): void {
    const { component } = node.definition;
    this.send({ _type: 'ActorCompleted', timestamp: this.now(), actorId: node.id, component });
  }

  failed(node: NetworkNode, error: ActorFailure): void {
    const { component } = node.definition;
    this.send({ _type: 'ActorFailed', timestamp: this.now(), actorId: node.id, component, error });
  }

  private send(event: NetworkEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}
