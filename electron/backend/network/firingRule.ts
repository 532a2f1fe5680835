import type { TracePoint } from '../observability/tracing/messageTracer.ts';
import type { Packet } from '../channel/packet.ts';
import type { Inlet } from './inlet.ts';
import type { FiringInputs } from './sentMessage.ts';

/**
 * When a node fires and with what (N2, N3).
 *
 * A firing is triggered by new messages. Where a wire leads to the node, only wired inports trigger; a node fed by initial packets
 * alone is triggered by those. Required inports must have a value; those that are not sticky must have a new one.
 */
export class FiringRule {
  private readonly triggers: readonly Inlet[];
  private readonly needed: readonly Inlet[];
  /** A required inport that nothing feeds: never fires. */
  private readonly starved: boolean;
  /** Needs no input: fires once at start. */
  readonly firesAtStart: boolean;

  /** `fed`: inlets that a wire or an initial packet feeds; `unfedRequired`: names of required inports that nothing feeds. */
  constructor(
    private readonly fed: readonly Inlet[],
    readonly unfedRequired: readonly string[],
    private readonly awaitAll: boolean | null,
  ) {
    const wired = fed.filter((inlet) => inlet.wired);
    this.triggers = wired.length > 0 ? wired : fed;
    this.needed = awaitAll === false ? [] : fed.filter((inlet) => awaitAll === true || inlet.required);
    this.starved = unfedRequired.length > 0 && (awaitAll !== false || fed.length === 0);
    this.firesAtStart = fed.length === 0 && unfedRequired.length === 0;
  }

  /** Whether a firing is possible now. */
  get ready(): boolean {
    if (this.starved) return false;
    for (const inlet of this.needed) if (!isMet(inlet)) return false;
    for (const inlet of this.triggers) if (inlet.queue.length > 0) return true;
    return false;
  }

  /** Whether a firing will be possible, if messages still come on the inports of which `comes` says so. */
  canStillFire(comes: (inlet: Inlet) => boolean): boolean {
    if (this.starved) return false;
    return (
      this.needed.every((inlet) => isMet(inlet) || comes(inlet)) &&
      this.triggers.some((inlet) => inlet.queue.length > 0 || comes(inlet))
    );
  }

  /** Inports that lack a message, for people to see what a node waits for. */
  get waitingFor(): string[] {
    if (this.starved) return [...this.unfedRequired];
    const lacking = this.needed.filter((inlet) => !inlet.hasValue).map((inlet) => inlet.name);
    if (lacking.length > 0 || this.ready) return lacking;
    return this.triggers.map((inlet) => inlet.name);
  }

  /** Takes the messages of one firing. Call only when `ready`. */
  take(): FiringInputs {
    const packets = new Map<string, Packet>();
    const causes: number[] = [];
    let points: TracePoint[] | undefined;
    let newest = 0;
    const only = this.awaitAll === false ? this.earliest() : undefined;
    for (const inlet of this.fed) {
      const message = only && inlet !== only && inlet.wired ? inlet.retained : inlet.take();
      if (!message) continue;
      packets.set(inlet.name, message.packet);
      causes.push(message.id);
      if (!message.point) continue;
      points ??= [];
      if (message.id > newest) points.unshift(message.point);
      else points.push(message.point);
      newest = Math.max(newest, message.id);
    }
    return points ? { packets, causes, points } : { packets, causes };
  }

  /** Where any single message fires, messages are used in the order in which they were sent, across inports. */
  private earliest(): Inlet | undefined {
    let earliest: Inlet | undefined;
    let lowest = Number.POSITIVE_INFINITY;
    for (const inlet of this.triggers) {
      const { first } = inlet.queue;
      if (!first || first.id >= lowest) continue;
      earliest = inlet;
      lowest = first.id;
    }
    return earliest;
  }
}

/** A message waits, or the one that it keeps will do. */
function isMet({ queue, keeps, retained }: Inlet): boolean {
  return queue.length > 0 || (keeps && retained !== undefined);
}
