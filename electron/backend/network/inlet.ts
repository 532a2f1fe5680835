import type { Packet } from '../channel/packet.ts';
import { PacketQueue, type QueueLimits } from './packetQueue.ts';
import type { NetworkNode } from './networkNode.ts';

/** An inport of a node in a running network: its queue, and what it keeps. */
export class Inlet {
  readonly queue: PacketQueue;
  /** The last value of a sticky inport (N2). */
  retained: Packet | undefined;
  /** Senders held back until there is room (N1). */
  readonly heldSenders = new Set<NetworkNode>();
  /** Arrival numbers of the queued messages, kept only where any single message fires and order across ports matters. */
  readonly arrivals: number[] = [];

  constructor(
    readonly node: NetworkNode,
    readonly name: string,
    readonly required: boolean,
    readonly sticky: boolean,
    /** Whether a wire leads here; else initial packets alone feed it, if anything. */
    readonly wired: boolean,
    limits: QueueLimits,
  ) {
    this.queue = new PacketQueue(limits);
  }

  /** A message is here to be used, or a kept one will do. */
  get hasValue(): boolean {
    return this.queue.length > 0 || this.retained !== undefined;
  }

  /** Takes the next message, or the kept one; undefined when there is neither. */
  take(): Packet | undefined {
    const packet = this.queue.shift();
    if (!this.sticky) return packet;
    if (packet) this.retained = packet;
    return this.retained;
  }
}
