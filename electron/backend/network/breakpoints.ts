import { Breakpoint, type BreakpointHost } from './breakpoint.ts';
import type { MessageQueue, QueueLimits } from './messageQueue.ts';
import type { Wire } from './outlet.ts';
import type { Packet } from '../channel/packet.ts';
import type { SentMessage } from './sentMessage.ts';

/** What breakpoints need of the network. */
export interface BreakpointsHost extends Pick<BreakpointHost, 'expressions'> {
  /** @param sender is held back while there is no room; missing once it is gone, when whoever sent into it is */
  deliver(wire: Wire, message: SentMessage, sender?: Breakpoint): void;
  edited(wire: Wire, message: SentMessage, packet: Packet): SentMessage;
  /** Messages left this queue. */
  changed(queue: MessageQueue): void;
}

/** The breakpoints of a running network (N7). */
export class Breakpoints {
  private readonly present = new Set<Breakpoint>();

  constructor(
    private readonly limits: QueueLimits,
    private readonly host: BreakpointsHost,
  ) {}

  /** Whether a message waits at one of them. */
  get isHolding(): boolean {
    for (const { queue } of this.present) if (queue.length > 0) return true;
    return false;
  }

  /** Whether a message waits for a condition to be evaluated. */
  get isDeciding(): boolean {
    for (const breakpoint of this.present) if (breakpoint.isDeciding) return true;
    return false;
  }

  /**
   * Holds messages on a wire from now on, in place of a breakpoint that is there, which leaves it what waits.
   * @throws AppError `invalidParams` for a condition that cannot be read
   */
  set(wire: Wire, condition: string | null): void {
    const { host } = this;
    const breakpoint = new Breakpoint(condition, this.limits, {
      expressions: host.expressions,
      deliver: (message) => host.deliver(wire, message, wire.breakpoint === breakpoint ? breakpoint : undefined),
      edited: (message, packet) => host.edited(wire, message, packet),
      changed: () => host.changed(breakpoint.queue),
    });
    const former = wire.breakpoint;
    wire.breakpoint = breakpoint;
    this.present.add(breakpoint);
    if (!former) return;
    this.present.delete(former);
    former.giveWayTo(breakpoint);
  }

  /** Lets go what it holds, and takes it away. */
  clear(wire: Wire): void {
    const { breakpoint } = wire;
    if (!breakpoint) return;
    this.present.delete(breakpoint);
    wire.breakpoint = undefined;
    breakpoint.remove();
  }
}
