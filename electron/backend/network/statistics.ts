import type { NetworkStatus, NodeStatus, WireStatus } from '#shared/rpc/live/networkStatus.ts';
import type { Network } from './network.ts';
import type { NetworkNode } from './networkNode.ts';
import type { Wire } from './outlet.ts';

/** A count at a time, in milliseconds. */
interface Sample {
  readonly at: number;
  readonly count: number;
}

/** What a look found. */
interface Seen {
  readonly count: number;
  /** Counts a second, lately. */
  readonly rate: number;
  /** Median milliseconds of the latest firings; null before the first, and of wires. */
  readonly latency: number | null;
  /** Since when the rate is counted: a span or two ago; and when the present span began. */
  readonly from: Sample;
  readonly span: Sample;
}

/**
 * How long a rate is counted at least, in milliseconds, and twice that at most: messages that come a few a second, as regularly as they
 * may, are then the same few at every look, and looks of several watchers do not disturb each other.
 */
const spanLength = 1000;

/** Rates over the last second or two before a look; nobody pays where nobody watches (N13). */
export class NetworkStatistics {
  private readonly seen = new WeakMap<NetworkNode | Wire, Seen>();
  private lookedAt = 0;

  constructor(
    private readonly network: Network,
    private readonly path: string,
    private readonly runId: string,
  ) {}

  /** The network's status now. `now` in milliseconds. */
  look(
    now: number,
    { error, staleGraph }: { error: string | null; staleGraph: string | null },
    sandboxes: number,
  ): NetworkStatus {
    const { network } = this;
    const nodes: Record<string, NodeStatus> = {};
    for (const node of network.nodes.values()) nodes[node.id] = this.nodeStatus(node, now);
    const wires: Record<string, WireStatus> = {};
    let rate = 0;
    for (const wire of network.wires) {
      const status = this.wireStatus(wire, now);
      rate += status.rate;
      wires[wire.name] = status;
    }
    this.lookedAt = now;
    const isEnding = network.isDraining && network.state !== 'stopped';
    const state = network.state === 'new' ? 'starting' : isEnding ? 'stopping' : network.state;
    return {
      path: this.path,
      state: error !== null ? 'failed' : state === 'running' && network.isIdle ? 'idle' : state,
      runId: this.runId,
      startedAt: network.startedAt,
      error,
      staleGraph,
      nodes,
      wires,
      rate,
      sandboxes,
    };
  }

  /** What waited when a run was stopped is gone. */
  private get isOver(): boolean {
    return this.network.state === 'stopped';
  }

  private wireStatus(wire: Wire, now: number): WireStatus {
    const { queue } = wire.to;
    const { isOver } = this;
    return {
      count: wire.count,
      rate: this.seenOf(wire, wire.count, now).rate,
      queued: isOver ? 0 : queue.length,
      fill: isOver ? 0 : queue.fill,
      parked: isOver ? 0 : queue.parked,
      held: wire.breakpoint ? (isOver ? 0 : wire.breakpoint.queue.length) : null,
    };
  }

  private nodeStatus(node: NetworkNode, now: number): NodeStatus {
    const { isOver } = this;
    const { rate, latency } = this.seenOf(node, node.completed, now, node.latencies);
    return {
      state: node.state(this.network.state === 'paused', isOver),
      completed: node.completed,
      failed: node.failed,
      ...{ rate, latency },
      queued: isOver ? 0 : node.queued,
      waitingFor: node.rule.waitingFor,
      lastError: node.startFailure ?? node.lastError,
      staleCode: node.staleCode,
    };
  }

  /** What is to be said of a count now: no rate once the run is over. What has not changed since the look before costs next to nothing. */
  private seenOf(counted: NetworkNode | Wire, count: number, now: number, latencies: readonly number[] = []): Seen {
    const before = this.seen.get(counted);
    const { isOver } = this;
    if (before && !isOver && before.count === count && before.rate === 0) return before;
    // Where nothing had passed for some time, the time before does not count.
    const quiet: Sample = { at: before ? this.lookedAt : now, count: before?.count ?? count };
    const { from, span } =
      before && before.rate > 0 ? spansAt({ at: now, count }, before) : { from: quiet, span: quiet };
    const rate = isOver ? 0 : ((count - from.count) * 1000) / Math.max(spanLength, now - from.at);
    const latency = before?.count === count ? before.latency : median(latencies);
    const seen = { count, latency, rate: rounded(rate, 2), from, span };
    this.seen.set(counted, seen);
    return seen;
  }
}

/** Begins another span once the present one is over. */
function spansAt(now: Sample, { from, span }: Seen): Pick<Seen, 'from' | 'span'> {
  return now.at - span.at < spanLength ? { from, span } : { from: span, span: now };
}

function median(numbers: readonly number[]): number | null {
  const known = numbers.filter((number) => number !== undefined).sort((a, b) => a - b);
  return known.length === 0 ? null : rounded(known[known.length >> 1]!, 4);
}

/** Digits that nobody reads are not sent ten times a second. */
function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
