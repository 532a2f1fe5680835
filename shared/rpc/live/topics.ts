import type { ComponentDescription, DiscoveryProblem } from '../../actor/actor.ts';
import type { GraphEdit } from '../../graph/graphEdit.ts';
import type { GraphProblem } from '../../graph/graphProblem.ts';
import type { ValuePreview } from '../../message/preview.ts';
import type { BreakpointStatus, DeadLetter } from './debugging.ts';
import type { LogRecord } from './log.ts';
import type { NetworkEvent } from './networkEvent.ts';
import type { NetworkStatus, NetworkChange } from './networkStatus.ts';
import type { RecordedMessage, RunSummary } from './recording.ts';
import type { StateEntry } from './state.ts';
import type { SystemStatus } from './system.ts';

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
  /** The same for large graphs: the status of a run whole, once, and then what became of it (N13). */
  networkChanges: {
    params: { path: string };
    data: { kind: 'whole'; status: NetworkStatus } | { kind: 'changed'; change: NetworkChange };
  };
  /** Last values of outports, or of those of some `nodes` or `ports`, coalesced; `count` is how many messages passed since the last delivery, `total` in the run. */
  values: {
    params: { path: string; nodes?: string[]; ports?: { node: string; port: string }[] };
    data: {
      values: { node: string; port: string; preview: ValuePreview; count: number; total: number; timestamp: number }[];
    };
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
