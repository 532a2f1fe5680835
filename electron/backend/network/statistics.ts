import type { NetworkStatus, NodeStatus, WireStatus } from '#shared/rpc/live/networkStatus.ts';
import type { Network } from './network.ts';
import type { NetworkNode } from './networkNode.ts';

/** Rates over the time between two looks; made for one watcher, so that nobody pays where nobody watches (N13). */
export class NetworkStatistics {
  private readonly before = new Map<string, number>();
  private readonly rates = new Map<string, number>();
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
      const status: WireStatus = {
        count: wire.count,
        rate: this.rate(`wire ${wire.name}`, wire.count, seconds),
        queued: wire.to.queue.length,
        fill: wire.to.queue.fill,
        parked: wire.to.queue.parked,
        held: wire.breakpoint ? wire.breakpoint.queue.length : null,
      };
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

  private nodeStatus(node: NetworkNode, seconds: number): NodeStatus {
    const { state } = this.network;
    return {
      state: node.state(state === 'paused', state === 'stopped'),
      completed: node.completed,
      failed: node.failed,
      rate: this.rate(`node ${node.id}`, node.completed, seconds),
      latency: median(node.latencies),
      queued: node.queued,
      waitingFor: node.rule.waitingFor,
      lastError: node.startFailure ?? node.lastError,
      staleCode: node.staleCode,
    };
  }

  /** Events a second since the look before, smoothed a little so that numbers can be read; none once the run is over. */
  private rate(key: string, count: number, seconds: number): number {
    if (this.network.state === 'stopped') return 0;
    const before = this.before.get(key);
    if (seconds === 0 && before !== undefined) return this.rates.get(key) ?? 0;
    this.before.set(key, count);
    const fresh = before === undefined || seconds === 0 ? 0 : (count - before) / seconds;
    const smooth = (this.rates.get(key) ?? fresh) * 0.5 + fresh * 0.5;
    const rate = smooth < 0.05 ? 0 : smooth;
    this.rates.set(key, rate);
    return rate;
  }
}

function median(numbers: readonly number[]): number | null {
  const known = numbers.filter((number) => number !== undefined).sort((a, b) => a - b);
  return known.length === 0 ? null : known[known.length >> 1]!;
}
