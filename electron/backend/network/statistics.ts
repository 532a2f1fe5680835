import type { NetworkStatus, NodeStatus, WireStatus } from '#shared/rpc/live/networkStatus.ts';
import type { Network } from './network.ts';
import type { NetworkNode } from './networkNode.ts';
import type { Wire } from './outlet.ts';

/** What a look found. */
interface Seen {
  readonly count: number;
  /** Counts a second, lately. */
  readonly rate: number;
  /** Median milliseconds of the latest firings; null before the first, and of wires. */
  readonly latency: number | null;
}

/** Rates over the time between two looks; made for one watcher, so that nobody pays where nobody watches (N13). */
export class NetworkStatistics {
  private readonly seen = new WeakMap<NetworkNode | Wire, Seen>();
  private lookedAt = 0;

  constructor(
    private readonly network: Network,
    private readonly path: string,
    private readonly runId: string,
  ) {}

  /** The network's status now; rates are those since the look before. `now` in milliseconds. */
  look(
    now: number,
    { error, staleGraph }: { error: string | null; staleGraph: string | null },
    sandboxes: number,
  ): NetworkStatus {
    const seconds = this.lookedAt === 0 ? 0 : (now - this.lookedAt) / 1000;
    const { network } = this;
    const nodes: Record<string, NodeStatus> = {};
    for (const node of network.nodes.values()) nodes[node.id] = this.nodeStatus(node, seconds);
    const wires: Record<string, WireStatus> = {};
    let rate = 0;
    for (const wire of network.wires) {
      const status = this.wireStatus(wire, seconds);
      rate += status.rate;
      wires[wire.name] = status;
    }
    if (seconds > 0 || this.lookedAt === 0) this.lookedAt = now;
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

  private wireStatus(wire: Wire, seconds: number): WireStatus {
    const { queue } = wire.to;
    const { isOver } = this;
    return {
      count: wire.count,
      rate: this.seenOf(wire, wire.count, seconds).rate,
      queued: isOver ? 0 : queue.length,
      fill: isOver ? 0 : queue.fill,
      parked: isOver ? 0 : queue.parked,
      held: wire.breakpoint ? (isOver ? 0 : wire.breakpoint.queue.length) : null,
    };
  }

  private nodeStatus(node: NetworkNode, seconds: number): NodeStatus {
    const { isOver } = this;
    const { rate, latency } = this.seenOf(node, node.completed, seconds, node.latencies);
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
  private seenOf(counted: NetworkNode | Wire, count: number, seconds: number, latencies: readonly number[] = []): Seen {
    const before = this.seen.get(counted);
    const { isOver } = this;
    if (before && !isOver && (seconds === 0 || (before.count === count && before.rate === 0))) return before;
    const fresh = before && seconds > 0 ? (count - before.count) / seconds : 0;
    // Smoothed a little so that numbers can be read.
    const smooth = before ? (before.rate + fresh) / 2 : 0;
    const latency = before?.count === count ? before.latency : median(latencies);
    const now = { count, latency, rate: isOver || smooth < 0.05 ? 0 : smooth };
    this.seen.set(counted, now);
    return now;
  }
}

function median(numbers: readonly number[]): number | null {
  const known = numbers.filter((number) => number !== undefined).sort((a, b) => a - b);
  return known.length === 0 ? null : known[known.length >> 1]!;
}
