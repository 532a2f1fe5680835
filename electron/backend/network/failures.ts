import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { Announcer } from './announcer.ts';
import type { Delivery } from './delivery.ts';
import { stoppedBefore } from './draining.ts';
import type { NetworkNode } from './networkNode.ts';
import type { NetworkRecorder } from './networkRecorder.ts';
import type { NodeFiring } from './nodeFiring.ts';

/** What failures need of the network. */
export interface FailuresHost {
  readonly announcer: Announcer;
  readonly delivery: Delivery;
  readonly recorder: NetworkRecorder | undefined;
  readonly nodes: ReadonlyMap<string, NetworkNode>;
  /** Whether this node's firings are being ended. */
  isEnding(node: NetworkNode): boolean;
  isDraining(): boolean;
  log(node: NetworkNode, level: LogLevel, text: string): void;
}

/** What becomes of firings that failed (A7, N10). */
export class Failures {
  /** Firings that the end of a draining run interrupted. */
  interrupted = 0;

  constructor(private readonly host: FailuresHost) {}

  /** The failure becomes a message where a wire takes it; else the node shows it, and the messages are dead letters. */
  note(firing: NodeFiring, failure: ActorFailure): void {
    const { node, taken, trace } = firing;
    const { announcer, delivery, recorder, nodes, log } = this.host;
    if (failure.type === 'Cancelled' && this.isExpected(firing)) {
      if (taken.deadLetter !== undefined) recorder?.untried(taken.deadLetter);
      return;
    }
    node.failed++;
    announcer.failed(node, failure);
    const wires = node.outlets.get('error')?.wires;
    const isHandled = wires !== undefined && wires.length > 0;
    recorder?.failed({ node, taken, failure, isHandled, lastMessage: delivery.lastMessage }, nodes);
    if (isHandled) {
      delivery.sendFailure(node, failure, taken.causes, trace);
      return;
    }
    node.lastError = failure;
    log(node, 'error', `${failure.type}: ${failure.message}`);
  }

  /** Whether a firing was cancelled because the network ends; the messages of one that is no source are not lost silently. */
  private isExpected({ node, taken, isStream }: NodeFiring): boolean {
    const { host } = this;
    const isDraining = host.isDraining();
    const isEnding = host.isEnding(node);
    const isSource = taken.causes.length === 0 || (isStream && node.isUnfed);
    if (!isSource && isDraining) this.noteInterrupted(node, taken);
    else if (!isSource && isEnding) host.log(node, 'warn', `${node.id} was stopped while it processed a message.`);
    return isSource || isDraining || isEnding;
  }

  private noteInterrupted(node: NetworkNode, taken: NodeFiring['taken']): void {
    this.interrupted++;
    const { lastMessage } = this.host.delivery;
    const failure = stoppedBefore(node, true);
    this.host.recorder?.unprocessed([{ node, taken, failure, lastMessage, isHandled: false }]);
  }
}
