import type { Packet } from '../channel/packet.ts';
import type { TracePoint } from '../observability/tracing/messageTracer.ts';

/** How a message came to be: an actor sent it, it was there at the start, a person sent it, or a person edited a held one. */
export type MessageOrigin = 'actor' | 'initial' | 'sent' | 'edited';

/** A message of a run. The same object waits in every queue that it was sent to. */
export interface SentMessage {
  /** Unique in the run; grows in the order in which messages were sent. */
  readonly id: number;
  /** Its number on its outport, from 1. */
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly packet: Packet;
  /** Of the packet when it was sent, in bytes: what queues count (N1). Another form of the packet may have another. */
  readonly size: number;
  /** Ids of the messages that the firing took which sent this one; of an edited message, the one that it was. */
  readonly causes: readonly number[];
  readonly origin: MessageOrigin;
  /** Where it is on its path, while messages are traced (O2). */
  readonly point?: TracePoint | undefined;
}

/** What one firing takes. */
export interface FiringInputs {
  readonly packets: ReadonlyMap<string, Packet>;
  /** Ids of the messages. */
  readonly causes: readonly number[];
  /** Of those messages, the newest first; only while messages are traced. */
  readonly points?: readonly TracePoint[] | undefined;
  /** The dead letter that this firing tries again. */
  readonly deadLetter?: string;
}
