import type { NetworkNode } from './networkNode.ts';
import type { SentMessage } from './sentMessage.ts';

/** What a queue may hold (N1). */
export interface QueueLimits {
  messages: number;
  bytes: number;
}

export const defaultQueueLimits: QueueLimits = { messages: 1000, bytes: 64 * 1024 ** 2 };

/** Messages that wait, first in, first out; a ring that grows by doubling. */
export class MessageQueue {
  /** Senders held back until there is room (N1). */
  readonly heldSenders = new Set<NetworkNode>();
  private ring: (SentMessage | undefined)[] = Array.from({ length: 16 });
  private head = 0;
  private count = 0;
  private bytesHeld = 0;

  constructor(private limits: QueueLimits) {}

  /** Takes twice as much from now on. */
  widen(): void {
    this.limits = { messages: this.limits.messages * 2, bytes: this.limits.bytes * 2 };
  }

  get length(): number {
    return this.count;
  }

  /** The oldest message, which stays. */
  get first(): SentMessage | undefined {
    return this.ring[this.head];
  }

  /** 0 to 1, by whichever limit is nearer. */
  get fill(): number {
    return Math.min(1, Math.max(this.count / this.limits.messages, this.bytesHeld / this.limits.bytes));
  }

  get isFull(): boolean {
    return this.count >= this.limits.messages || this.bytesHeld >= this.limits.bytes;
  }

  /** Room enough to let held senders go on: half, so that they do not stop and start with every message. */
  get isLow(): boolean {
    return this.count <= this.limits.messages / 2 && this.bytesHeld <= this.limits.bytes / 2;
  }

  push(message: SentMessage): void {
    if (this.count === this.ring.length) this.grow();
    this.ring[(this.head + this.count) & (this.ring.length - 1)] = message;
    this.count++;
    this.bytesHeld += message.packet.size;
  }

  shift(): SentMessage | undefined {
    if (this.count === 0) return undefined;
    const message = this.ring[this.head]!;
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.count--;
    this.bytesHeld = this.count === 0 ? 0 : this.bytesHeld - message.packet.size;
    return message;
  }

  private grow(): void {
    const items = Array.from({ length: this.count }, (_, at) => this.ring[(this.head + at) & (this.ring.length - 1)]);
    this.ring = [...items, ...Array.from({ length: this.count }, () => undefined)];
    this.head = 0;
  }
}
