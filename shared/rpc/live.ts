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

/** Why an actor failed on a message, or did not start (A7). */
export interface ActorFailure {
  /** The class of error: `ValueError`, `Timeout`, `OutOfMemory` … */
  type: string;
  message: string;
  /** With the user's own file and lines. */
  stack: string;
  /** The inport whose message was being processed; null when none. */
  port: string | null;
}

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
  /** `nodes` and `wires` hold only what is not as it was; what is not there stays as it was. */
  onlyChanged?: true;
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

/** How much a log record matters. */
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
  /** Unique in the run; `runs.message`, `network.replay` and `network.trial` take it. */
  id: number;
  /** Ids of the messages that the firing took which sent this one. */
  causes: number[];
  /** Its number on its outport, from 1. */
  sequence: number;
  node: string;
  port: string;
  timestamp: number;
  preview: ValuePreview;
}

/**
 * What of a run is kept on disk: nothing; the last messages before an error and those that led to it; or every message. In memory the
 * latest messages of each port are kept in any case.
 */
export type RecordingMode = 'off' | 'failure' | 'all';

/** How a message came to be: an actor sent it, it was there at the start, a person sent it, or a person edited a held one. */
export type MessageOrigin = 'actor' | 'initial' | 'sent' | 'edited';

/** A port by its node's id and its name. */
export interface NodePort {
  node: string;
  port: string;
}

/** A message of a recorded run. */
export interface RunMessage {
  /** Unique in the run; grows in the order in which messages were sent. */
  id: number;
  /** The outport it left; null for one from outside: an initial packet, or one that a person sent. */
  from: NodePort | null;
  /** The inports it went to. */
  to: NodePort[];
  origin: MessageOrigin;
  timestamp: number;
  /** Ids of the messages that the firing took which sent this one; empty when nothing caused it. */
  causes: number[];
  preview: ValuePreview;
}

/** A firing that failed in a recorded run. */
export interface RunFailure {
  node: string;
  timestamp: number;
  error: ActorFailure;
  /** Ids of the messages that the firing took. */
  causes: number[];
  /** Whether a wire took the error; else the message is a dead letter. */
  handled: boolean;
  /** Id of the latest message of the run when it happened. */
  after: number;
}

/** A recorded run, over or not. */
export interface RunSummary {
  id: string;
  /** Path of the graph; null for a run without a window (`run`). */
  path: string | null;
  /** Name of the graph. */
  graph: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt: number | null;
  /** `interrupted`: the program ended before the run did. */
  state: 'running' | 'finished' | 'interrupted';
  recording: RecordingMode;
  /** Messages kept, and their size. */
  messages: number;
  bytes: number;
  failures: number;
}

/** A breakpoint on a connection (N7), set or waiting for the next run. */
export interface BreakpointStatus {
  /** `connectionName`. */
  connection: string;
  /** JSONata over the message's value; null holds every message. */
  condition: string | null;
  /** The message that is held: it waits for `network.release`. */
  held: HeldMessage | null;
  /** How many wait behind the held one. */
  behind: number;
}

/** The message that a breakpoint holds. */
export interface HeldMessage {
  id: number;
  from: NodePort;
  to: NodePort;
  timestamp: number;
  causes: number[];
  preview: ValuePreview;
  /** Why the condition could not be decided; it is held then. */
  problem: string | null;
}

/** A message whose processing failed and whose error no wire took (N10). Kept on disk until it is retried or discarded. */
export interface DeadLetter {
  id: string;
  /** Name of the graph. */
  graph: string;
  node: string;
  component: string;
  /** What the firing took, by inport. */
  inputs: Record<string, ValuePreview>;
  error: ActorFailure;
  /** When it failed, last. */
  timestamp: number;
  runId: string;
  /** Ids of the messages in that run. */
  causes: number[];
  /** How often it was tried, 1 or more. */
  attempts: number;
  /** Being tried again just now. */
  retrying: boolean;
}

/** What a trial run of one node came to (N8). The flow's state is as it was. */
export interface TrialResult {
  outputs: { port: string; json: string; preview: ValuePreview }[];
  logs: { level: LogLevel; text: string; timestamp: number }[];
  /** Why it failed; null when it did not. */
  error: ActorFailure | null;
  /** Keys of the actor's state that the trial would have changed: JSON text before and after; null where there is nothing. */
  state: { key: string; before: string | null; after: string | null }[];
  /** How long the firing took. */
  milliseconds: number;
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

/** One change of a key of an actor's state (T7). Texts are JSON, of which the first 1,024 characters are kept. */
export interface StateChangeRecord {
  namespace: string;
  actorId: string;
  key: string;
  at: number;
  /** The node that did it, `another program` where it was none of this one's, or null where that is not known. */
  writer: string | null;
  /** `elsewhere`: by another program, by a person, or because its time was up. */
  operation: 'set' | 'increment' | 'extend' | 'pop' | 'delete' | 'expire' | 'elsewhere';
  /** What was there, or the item that was taken; null when there was nothing, or it is not known. */
  before: string | null;
  /** What is there now, or the list of items that were appended; null when it is gone. */
  after: string | null;
}

/** How bad a problem is; only errors can keep a graph from running (`preventsRun`). */
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
  /** With `onlyChanged`, deliveries after the first hold only the nodes and wires that are not as they were, and say so. */
  network: { params: { path: string; onlyChanged?: boolean }; data: NetworkStatus };
  /** Last values of outports, coalesced; `count` is how many messages passed since the last delivery. */
  values: {
    params: { path: string; ports?: { node: string; port: string }[] };
    data: { values: { node: string; port: string; preview: ValuePreview; count: number; timestamp: number }[] };
  };
  /** Every message that leaves an outport, of one node when given, while subscribed; the newest when there are too many: `skipped` were not sent. */
  messages: { params: { path: string; node?: string }; data: { messages: RecordedMessage[]; skipped: number } };
  /** What happens in a run (N5). When it is too much to tell, `skipped` events were not sent; those of the network itself always are. */
  events: { params: { path: string }; data: { events: NetworkEvent[]; skipped: number } };
  /** Breakpoints of a graph and what they hold, whenever it changes. */
  breakpoints: { params: { path: string }; data: { breakpoints: BreakpointStatus[] } };
  /** The dead letters of a graph, newest first, at most a hundred, and how many there are. */
  deadLetters: { params: { path: string }; data: { letters: DeadLetter[]; total: number } };
  /** Recorded runs, newest first: of one graph or of all. */
  runs: { params: { path?: string }; data: { runs: RunSummary[] } };
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

/** Whether a driver of sandboxes works on this machine (S1). */
export interface DriverStatus {
  name: string;
  works: boolean;
  /** Why not, and what would make it work; or how it was proved to work. */
  reason: string;
}

/** The packages that reflow.yaml names for a runtime (S7). */
export interface PackageStatus {
  runtime: 'python' | 'javascript';
  packages: string[];
  state: 'installing' | 'ready' | 'failed';
  /** What is being done, or why it failed and what to do. */
  detail: string;
}

/** What the back end runs actors and keeps state with. */
export interface SystemStatus {
  drivers: DriverStatus[];
  /** The driver in use; null when nothing can run. */
  driver: string | null;
  /** `driver: process` with `allow_unsandboxed`: shown permanently (S1). */
  unsandboxed: boolean;
  sandboxes: { busy: number; idle: number; max: number };
  /** Of runtimes whose packages have been asked for. */
  packages?: PackageStatus[];
  state: { kind: 'embedded' | 'redis'; available: boolean; detail: string };
  memoryBytes: number;
}
