import { MessageHistory } from './messageHistory.ts';
import { MessageQueue, type QueueLimits } from './messageQueue.ts';
import type { SentMessage } from './sentMessage.ts';

/** An inport of a node in a running network: its queue, and what it keeps. */
export class Inlet {
  readonly queue: MessageQueue;
  /** The last message of a sticky inport (N2). */
  retained: SentMessage | undefined;
  /** Messages that no wire brought: initial packets, and what a person sent. */
  readonly fromOutside = new MessageHistory();

  constructor(
    /** Id of its node. */
    readonly node: string,
    readonly name: string,
    public required: boolean,
    /** Declared so. */
    public sticky: boolean,
    /** Whether a wire leads here, or somebody outside sends messages; else initial packets alone feed it, if anything. */
    public wired: boolean,
    limits: QueueLimits,
  ) {
    this.queue = new MessageQueue(limits);
  }

  /** Keeps its last message: declared so, or by nature where initial packets alone feed it (N2). */
  get keeps(): boolean {
    return this.sticky || !this.wired;
  }

  /** A message is here to be used, or a kept one will do. */
  get hasValue(): boolean {
    return this.queue.length > 0 || this.retained !== undefined;
  }

  /** Takes the next message, or the kept one; undefined when there is neither. */
  take(): SentMessage | undefined {
    const message = this.queue.shift();
    if (!this.keeps) return message;
    if (message) this.retained = message;
    // It stays, and shared memory is for what passes.
    message?.packet.takeIn();
    return this.retained;
  }
}
