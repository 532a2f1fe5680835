import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { Packet } from '../channel/packet.ts';
import type { FiringTrace } from '../observability/tracing/messageTracer.ts';
import type { Firing } from '../registry/component.ts';
import type { NetworkNode } from './networkNode.ts';
import type { FiringInputs } from './sentMessage.ts';

/** Whom a firing tells what the instance says. */
export interface FiringHost {
  emit(firing: NodeFiring, port: string, packet: Packet): void;
  complete(firing: NodeFiring, failure: ActorFailure | undefined): void;
  logFrom(node: NetworkNode, level: LogLevel, text: string, timestamp: number): void;
}

/** One firing of one node; passes on what the instance says until it is complete. */
export class NodeFiring implements Firing {
  private isComplete = false;
  private sent = 0;

  constructor(
    private readonly host: FiringHost,
    readonly node: NetworkNode,
    readonly taken: FiringInputs,
    /** Milliseconds of `performance.now`. */
    readonly began: number,
    readonly trace: FiringTrace | undefined,
  ) {}

  get inputs(): ReadonlyMap<string, Packet> {
    return this.taken.packets;
  }

  /** It sends one message after another. */
  get isStream(): boolean {
    return this.sent > 1;
  }

  emit(port: string, packet: Packet): void {
    if (this.isComplete) return;
    this.sent++;
    this.host.emit(this, port, packet);
  }

  log(level: LogLevel, text: string, timestamp: number): void {
    this.host.logFrom(this.node, level, text, timestamp);
  }

  complete(failure?: ActorFailure): void {
    if (this.isComplete) return;
    this.isComplete = true;
    this.host.complete(this, failure);
  }
}
