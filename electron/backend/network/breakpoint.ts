import { AppError } from '#shared/rpc/errors.ts';
import type { Packet } from '../channel/packet.ts';
import { readEvaluator } from '../registry/native/expression/evaluate.ts';
import type { ExpressionWorkers } from '../registry/native/expression/expressionWorkers.ts';
import { readExpression, type ValueExpression } from '../registry/native/expression/valueExpression.ts';
import { MessageQueue, type QueueLimits } from './messageQueue.ts';
import type { Sender } from './sender.ts';
import type { SentMessage } from './sentMessage.ts';

/** Where a breakpoint passes messages on, and whom it tells. */
export interface BreakpointHost {
  readonly expressions: ExpressionWorkers;
  deliver(message: SentMessage): void;
  /** The message that takes the place of one whose value a person changed. */
  edited(message: SentMessage, packet: Packet): SentMessage;
  /** Something was held, let go or dropped: senders may go on, the network may be idle. */
  changed(): void;
}

/**
 * Holds messages on a wire (N7): every one, or those for which a JSONata condition over the value is true. Later messages wait behind
 * the held one, so that order stays (N3), in a queue as bounded as an inport's (N1).
 */
export class Breakpoint implements Sender {
  readonly queue: MessageQueue;
  /** Why the condition could not be decided for the held message; it is held then. */
  problem: string | null = null;
  private state: 'clear' | 'deciding' | 'held' | 'removed' = 'clear';
  private readonly expression: ValueExpression | undefined;
  /** The inport behind it is full. */
  private isHeldBack = false;

  /** @throws AppError `invalidParams` when the condition cannot be read */
  constructor(
    readonly condition: string | null,
    limits: QueueLimits,
    private readonly host: BreakpointHost,
  ) {
    this.queue = new MessageQueue(limits);
    if (condition !== null) checkCondition(condition);
    this.expression = condition === null ? undefined : readExpression(condition, host.expressions);
  }

  /** The message that waits for a person, if one does. */
  get held(): SentMessage | undefined {
    return this.state === 'held' ? this.queue.first : undefined;
  }

  /** Its condition is being evaluated. */
  get isDeciding(): boolean {
    return this.state === 'deciding';
  }

  arrive(message: SentMessage): void {
    // It may stay for long, and a person wants to see it.
    message.packet.takeIn();
    this.queue.push(message);
    if (this.state === 'clear') void this.next();
  }

  hold(): void {
    this.isHeldBack = true;
  }

  release(): boolean {
    this.isHeldBack = false;
    if (this.state === 'clear') void this.next();
    return true;
  }

  /** Passes the held message on, with another value if one is given. @returns false when none is held */
  letGo(packet?: Packet): boolean {
    const message = this.takeHeld();
    if (!message) return false;
    this.host.deliver(packet ? this.host.edited(message, packet) : message);
    void this.next();
    return true;
  }

  /** Takes the held message out of the run. @returns false when none is held */
  drop(): boolean {
    if (!this.takeHeld()) return false;
    void this.next();
    return true;
  }

  /** The breakpoint is gone: all that waits goes on, in order. */
  remove(): void {
    this.end((message) => this.host.deliver(message));
  }

  /** Another takes its place: what waits is for that one to decide about. */
  giveWayTo(next: Breakpoint): void {
    this.end((message) => next.arrive(message));
  }

  private end(handOn: (message: SentMessage) => void): void {
    this.state = 'removed';
    void this.expression?.[Symbol.asyncDispose]();
    for (let message = this.queue.shift(); message; message = this.queue.shift()) handOn(message);
    this.host.changed();
  }

  private takeHeld(): SentMessage | undefined {
    if (this.state !== 'held') return undefined;
    this.state = 'clear';
    this.problem = null;
    return this.queue.shift();
  }

  /** Decides about the messages that wait, one after another, until one is held or none is left. */
  private async next(): Promise<void> {
    for (let message = this.queue.first; message && this.mayDecide; message = this.queue.first) {
      this.state = 'deciding';
      const isHeld = this.expression ? await this.isWanted(this.expression, message) : true;
      if (this.isRemoved) return;
      this.state = isHeld ? 'held' : 'clear';
      if (isHeld) break;
      this.queue.shift();
      this.host.deliver(message);
    }
    this.host.changed();
  }

  private get mayDecide(): boolean {
    return this.state === 'clear' && !this.isHeldBack;
  }

  private get isRemoved(): boolean {
    return this.state === 'removed';
  }

  private async isWanted(expression: ValueExpression, { packet }: SentMessage): Promise<boolean> {
    try {
      const result = await expression.evaluate(packet.value);
      return result !== undefined && result !== null && result !== false && result !== 0 && result !== '';
    } catch (error) {
      if (this.isRemoved) return false;
      this.problem = (error as Error).message;
      return true;
    }
  }
}

/** @throws AppError `invalidParams` when it cannot be read */
export function checkCondition(condition: string): void {
  try {
    readEvaluator(condition, 1);
  } catch (cause) {
    throw new AppError(
      'invalidParams',
      `The breakpoint's condition cannot be read: ${(cause as Error).message}. Write JSONata over the message, such as price > 10 or $ = 3.`,
      undefined,
      { cause },
    );
  }
}
