import type { ActorFailure } from '../../actor/actorFailure.ts';

/** What a node is doing, as its card shows it (UI.md). */
export type NodeState =
  | 'idle'
  | 'running'
  | 'waiting'
  | 'paused'
  | 'failed'
  | 'starting'
  | 'stopped'
  | 'placeholder'
  | 'disabled';

/** A node of a running graph. */
export interface NodeStatus {
  state: NodeState;
  /** Firings completed, firings failed, since the run began. */
  completed: number;
  failed: number;
  /** Firings a second, lately. */
  rate: number;
  /** Median time of a firing, lately, in milliseconds; null before the first. */
  latency: number | null;
  /** Messages waiting on all inports. */
  queued: number;
  /** Inports that lack a message (N2). */
  waitingFor: string[];
  lastError: ActorFailure | null;
  /** A newer file does not load, so the old code runs (S8); what is wrong with it. */
  staleCode: string | null;
}

/** A wire of a running graph. */
export interface WireStatus {
  count: number;
  /** Messages a second, lately. */
  rate: number;
  /** Messages waiting at the far end. */
  queued: number;
  /** 0 to 1: how full the far queue is. */
  fill: number;
  /** Messages that were under way when the far queue became full: their senders wait until there is room for them (N1). */
  parked: number;
  /** Messages at the wire's breakpoint (N7); null where there is none. */
  held: number | null;
}

/** A running graph, or one that ran last, as the window shows it. */
export interface NetworkStatus {
  path: string;
  state: 'starting' | 'running' | 'paused' | 'idle' | 'stopping' | 'stopped' | 'failed';
  runId: string | null;
  startedAt: number | null;
  /** Why it could not start or ended badly; null otherwise. */
  error: string | null;
  /** The graph, or one inside it, was changed so that it cannot run: what runs goes on as it was. Why; null otherwise. */
  staleGraph: string | null;
  nodes: Record<string, NodeStatus>;
  /** By `connectionName`. */
  wires: Record<string, WireStatus>;
  /** Messages a second over all wires. */
  rate: number;
  sandboxes: number;
}

/** What became of a status: of its nodes and wires only what is not as it was; the rest stays. */
export interface NetworkChange extends Omit<NetworkStatus, 'nodes' | 'wires'> {
  nodes: Record<string, Partial<NodeStatus>>;
  wires: Record<string, Partial<WireStatus>>;
}
