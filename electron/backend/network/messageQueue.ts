import { Ring } from './ring.ts';
import type { Sender } from './sender.ts';
import type { SentMessage } from './sentMessage.ts';

/** What a queue may hold (N1). */
export interface QueueLimits {
  messages: number;
  bytes: number;
}

export const defaultQueueLimits: QueueLimits = { messages: 1000, bytes: 64 * 1024 ** 2 };

/** To be told whether a message came into the queue, or was left out of it because the run ended. */
export type Settled = (isIn: boolean) => void;

/** Sent, but with no room in the queue yet. */
interface Parked {
  readonly message: SentMessage;
  readonly settled: Settled | undefined;
}

/**
 * Messages that wait, first in, first out, never more than the limits say; only a message that is larger than the limit alone is let
 * into an empty queue. What a sender had under way when the queue became full is parked behind it, with the sender held back until
 * there is room (N1).
 */
export class MessageQueue {
  /** Held back until there is room. */
  readonly heldSenders = new Set<Sender>();
  private readonly messages = new Ring<SentMessage>();
  private readonly waiting = new Ring<Parked>();
  private bytesHeld = 0;
  private isClosed = false;
  /** Messages for which there was no room when nobody took any more. */
  private lost = 0;

  constructor(private limits: QueueLimits) {}

  /** Takes twice as much from now on. */
  widen(): void {
    this.limits = { messages: this.limits.messages * 2, bytes: this.limits.bytes * 2 };
    this.admitParked();
  }

  get length(): number {
    return this.messages.length;
  }

  /** Messages that were sent here and have no room yet. */
  get parked(): number {
    return this.waiting.length + this.lost;
  }

  /** The oldest message, which stays. */
  get first(): SentMessage | undefined {
    return this.messages.first;
  }

  /** 0 to 1, by whichever limit is nearer. */
  get fill(): number {
    return Math.min(1, Math.max(this.length / this.limits.messages, this.bytesHeld / this.limits.bytes));
  }

  get isFull(): boolean {
    return this.length >= this.limits.messages || this.bytesHeld >= this.limits.bytes || this.parked > 0;
  }

  /** Room enough to let held senders go on: half, so that they do not stop and start with every message. */
  get isLow(): boolean {
    return this.length <= this.limits.messages / 2 && this.bytesHeld <= this.limits.bytes / 2 && this.parked === 0;
  }

  push(message: SentMessage, settled?: Settled): void {
    if (this.waiting.length > 0 || !this.hasRoomFor(message)) {
      if (this.isClosed) this.leaveOut(settled);
      else this.waiting.push({ message, settled });
      return;
    }
    this.messages.push(message);
    this.bytesHeld += message.size;
    settled?.(true);
  }

  /** Nobody takes messages any more, so that there will be no room: from now on those without are only counted. */
  close(): void {
    this.isClosed = true;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) this.leaveOut(next.settled);
  }

  shift(): SentMessage | undefined {
    const message = this.messages.shift();
    if (!message) return undefined;
    this.bytesHeld = this.length === 0 ? 0 : this.bytesHeld - message.size;
    if (this.waiting.length > 0) this.admitParked();
    return message;
  }

  private hasRoomFor({ size }: SentMessage): boolean {
    const { messages, bytes } = this.limits;
    return this.length < messages && (this.bytesHeld + size <= bytes || this.length === 0);
  }

  private admitParked(): void {
    for (let next = this.waiting.first; next && this.hasRoomFor(next.message); next = this.waiting.first) {
      this.waiting.shift();
      this.messages.push(next.message);
      this.bytesHeld += next.message.size;
      next.settled?.(true);
    }
  }

  private leaveOut(settled: Settled | undefined): void {
    this.lost++;
    settled?.(false);
  }
}
