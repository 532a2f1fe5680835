import type { ActorFailure } from '../../actor/actorFailure.ts';
import type { ValuePreview } from '../../message/preview.ts';
import type { LogLevel } from '../../actor/logLevel.ts';
import type { NodePort } from './recording.ts';

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
  /** What it took: JSON text in plain form, by inport. */
  inputs: Record<string, string>;
  outputs: { port: string; json: string; preview: ValuePreview }[];
  logs: { level: LogLevel; text: string; timestamp: number }[];
  /** Why it failed; null when it did not. */
  error: ActorFailure | null;
  /** Keys of the actor's state that the trial would have changed: JSON text before and after; null where there is nothing. */
  state: { key: string; before: string | null; after: string | null }[];
  /** How long the firing took. */
  milliseconds: number;
}
