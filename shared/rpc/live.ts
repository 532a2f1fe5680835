import type { ComponentDescription, DiscoveryProblem } from '../actor/actor.ts';
import type { GraphEdit } from '../graph/graphEdit.ts';
import type { MessageType } from '../message/message.ts';

/** What subscriptions deliver (R4): shapes of the live data that the window shows. */

/** A value cut down for showing. The whole of it is fetched with `network.value`. */
export interface ValuePreview {
  type: MessageType;
  /** A few words for a chip: `12.5`, `"rain"`, `[1 204]`, `{6}`. */
  chip: string;
  /** The message's JSON text (plain form), cut to `previewBytes`; `truncated` says whether it was. */
  json: string;
  truncated: boolean;
  /** Size of the whole JSON text in bytes. */
  bytes: number;
}

/** Longest JSON text in a preview, in bytes. */
export const previewBytes = 4096;

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

export interface ActorFailure {
  /** The class of error: `ValueError`, `Timeout`, `OutOfMemory` … */
  type: string;
  message: string;
  /** With the user's own file and lines. */
  stack: string;
  /** The inport whose message was being processed; null when none. */
  port: string | null;
}

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

export interface WireStatus {
  count: number;
  /** Messages a second, lately. */
  rate: number;
  /** Messages waiting at the far end. */
  queued: number;
  /** 0 to 1: how full the far queue is. */
  fill: number;
}

export interface NetworkStatus {
  path: string;
  state: 'starting' | 'running' | 'paused' | 'idle' | 'stopping' | 'stopped' | 'failed';
  runId: string | null;
  startedAt: number | null;
  /** Why it could not start or ended badly; null otherwise. */
  error: string | null;
  nodes: Record<string, NodeStatus>;
  /** By `connectionName`. */
  wires: Record<string, WireStatus>;
  /** Messages a second over all wires. */
  rate: number;
  sandboxes: number;
}

/** N5. `_type` tags the kind; times are milliseconds since the epoch. */
export type NetworkEvent =
  | { _type: 'NetworkStarted' | 'NetworkIdle' | 'NetworkShutdown'; timestamp: number; graph: string; runId: string }
  | { _type: 'ActorStarted' | 'ActorCompleted'; timestamp: number; actorId: string; component: string }
  | { _type: 'ActorFailed'; timestamp: number; actorId: string; component: string; error: ActorFailure }
  | { _type: 'ActorEmit'; timestamp: number; actorId: string; port: string; data: unknown }
  | {
      _type: 'MessageSent' | 'MessageReceived';
      timestamp: number;
      fromActor: string;
      fromPort: string;
      toActor: string;
      toPort: string;
      data: unknown;
    };

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A5. */
export interface LogRecord {
  /** The node, or the actor of a direct `process` call. */
  actorId: string;
  /** The graph that the node belongs to; null for a direct call. */
  graph: string | null;
  level: LogLevel;
  text: string;
  timestamp: number;
}

/** A message recorded on an outport, newest last. */
export interface RecordedMessage {
  sequence: number;
  node: string;
  port: string;
  timestamp: number;
  preview: ValuePreview;
}

/** One key of an actor's state (T7). */
export interface StateEntry {
  namespace: string;
  actorId: string;
  key: string;
  type: 'value' | 'counter' | 'list';
  /** JSON text of the value, plain form. */
  json: string;
  bytes: number;
  /** Seconds left; null when it does not expire. */
  ttl: number | null;
  /** When it was last written, and by whom, as far as this program knows. */
  updatedAt: number | null;
  writer: string | null;
}

export type Severity = 'error' | 'warning' | 'info';

/** G7: one thing that is wrong with a graph. */
export interface GraphProblem {
  severity: Severity;
  node?: string;
  port?: string;
  /** `connectionName` of the wire. */
  connection?: string;
  message: string;
  /** What to do about it. */
  fix?: string;
}

/** Topics of `subscribe`: what to ask for and what is delivered. Every topic delivers its present state first. */
export interface Topics {
  registry: {
    params: Record<never, never>;
    data: { components: ComponentDescription[]; problems: DiscoveryProblem[] };
  };
  /** Edits made elsewhere, saves, and changes of the file on disk. */
  graph: {
    params: { path: string };
    data:
      | { kind: 'edited'; edits: GraphEdit[]; revision: number }
      | { kind: 'saved'; revision: number }
      | { kind: 'changedOnDisk'; conflict: boolean; text: string }
      | { kind: 'problems'; problems: GraphProblem[] };
  };
  network: { params: { path: string }; data: NetworkStatus };
  /** Last values of outports, coalesced; `count` is how many messages passed since the last delivery. */
  values: {
    params: { path: string; ports?: { node: string; port: string }[] };
    data: { values: { node: string; port: string; preview: ValuePreview; count: number; timestamp: number }[] };
  };
  /** Every message of one node's outports while subscribed, sampled when there are too many: `skipped` were not sent. */
  messages: { params: { path: string; node: string }; data: { messages: RecordedMessage[]; skipped: number } };
  events: { params: { path: string }; data: { events: NetworkEvent[] } };
  log: { params: { path?: string }; data: { records: LogRecord[]; dropped: number } };
  /** Changed or deleted keys; the first delivery is everything that matches. */
  state: {
    params: { namespace?: string; pattern?: string };
    data: { changed: StateEntry[]; deleted: Pick<StateEntry, 'namespace' | 'actorId' | 'key'>[] };
  };
  /** Sandboxes, drivers, state back end: what the title bar shows. */
  system: { params: Record<never, never>; data: SystemStatus };
}

export type Topic = keyof Topics;

export interface DriverStatus {
  name: string;
  works: boolean;
  /** Why not, and what would make it work; or how it was proved to work. */
  reason: string;
}

export interface SystemStatus {
  drivers: DriverStatus[];
  /** The driver in use; null when nothing can run. */
  driver: string | null;
  /** `driver: process` with `allow_unsandboxed`: shown permanently (S1). */
  unsandboxed: boolean;
  sandboxes: { busy: number; idle: number; max: number };
  state: { kind: 'embedded' | 'redis'; available: boolean; detail: string };
  memoryBytes: number;
}
