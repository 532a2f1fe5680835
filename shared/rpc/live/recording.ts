import type { ActorFailure } from '../../actor/actorFailure.ts';
import type { ValuePreview } from '../../message/preview.ts';

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

/** Some of a recorded run's messages, in their order, and all that failed in it. */
export interface RunPage {
  run: RunSummary;
  messages: RunMessage[];
  /** Id of the last message that was looked at; the next page begins after it. */
  reached: number;
  /** Whether there are messages after that, found or not. */
  more: boolean;
  failures: RunFailure[];
  /** With the first page: what nodes were called in that run, by their ids, where that is not their id. */
  titles?: Record<string, string>;
}
