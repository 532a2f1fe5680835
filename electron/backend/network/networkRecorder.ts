import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { NetworkNode } from './networkNode.ts';
import type { FiringInputs, SentMessage } from './sentMessage.ts';

/** Where a message left and where it went. */
export interface MessageSource {
  /** null for a message from outside. */
  readonly from: { readonly node: string; readonly port: string } | null;
  readonly to: readonly { readonly node: string; readonly port: string }[];
}

/** A firing that failed. */
export interface FailedFiring {
  readonly node: NetworkNode;
  readonly taken: FiringInputs;
  readonly failure: ActorFailure;
  /** Whether a wire took the error (A7); else the message is a dead letter (N10). */
  readonly isHandled: boolean;
  /** The id of the latest message of the run. */
  readonly lastMessage: number;
}

/** What keeps the messages of a run; told by the network. */
export interface NetworkRecorder {
  /** Whether `sent` is to be called; looked at for every message. */
  readonly wantsAll: boolean;
  sent(source: MessageSource, message: SentMessage): void;
  failed(failed: FailedFiring, nodes: ReadonlyMap<string, NetworkNode>): void;
  /** Messages that the end of the run left unprocessed: dead letters. */
  unprocessed(left: readonly FailedFiring[]): void;
  /** A dead letter was tried again and went through. */
  recovered(deadLetter: string): void;
  /** Trying a dead letter again came to no end: it waits as before. */
  untried(deadLetter: string): void;
}
