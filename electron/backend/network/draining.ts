import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { Breakpoints } from './breakpoints.ts';
import type { NetworkNode } from './networkNode.ts';
import type { FiringInputs } from './sentMessage.ts';

type Nodes = ReadonlyMap<string, NetworkNode>;

/** What a node had yet to process. */
export interface Unprocessed {
  readonly node: NetworkNode;
  readonly taken: FiringInputs;
}

/** Ends what begins by itself and what streams without being fed. What waits in queues is for the others to finish (P2). */
function endSources(nodes: Nodes): void {
  for (const node of nodes.values()) if (node.rule.firesAtStart || node.streaming) node.instance?.cancel();
}

export interface DrainingHost {
  readonly nodes: Nodes;
  readonly breakpoints: Breakpoints;
  /** Whether instances are being made. */
  isStarting(): boolean;
  schedule(): void;
}

/** Ends sources, and waits until what they sent is finished. */
export class Draining {
  /** Sources have ended, and what they sent is being finished. */
  isOn = false;
  private rest: (() => void) | undefined;

  constructor(private readonly host: DrainingHost) {}

  /** Settles when nothing moves any more, or the signal is aborted. */
  async untilRest(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    endSources(this.host.nodes);
    await new Promise<void>((resolve) => {
      this.rest = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
      this.host.schedule();
    });
    this.rest = undefined;
  }

  /** Nothing can fire for now. */
  settled(): void {
    if (this.rest && !this.host.isStarting() && isAtRest(this.host.nodes, this.host.breakpoints)) this.rest();
  }

  /** The network is stopped. */
  giveUp(): void {
    this.rest?.();
  }

  /** A node has sent so much in one firing that it is a source, though it was fed at first. */
  foundStream(node: NetworkNode, firing: object): void {
    if (this.isOn)
      queueMicrotask(() => {
        if (node.streaming === firing) node.instance?.cancel();
      });
  }
}

/**
 * Whether nothing moves any more: no node can fire, and whatever is under way waits for room that nobody makes, or for a person at a
 * breakpoint.
 */
function isAtRest(nodes: Nodes, breakpoints: Breakpoints): boolean {
  if (breakpoints.isDeciding) return false;
  for (const node of nodes.values()) if (node.canFire || (node.outstanding > 0 && node.holds === 0)) return false;
  return true;
}

/** Takes all firings that are possible with what waits; what still waits for another port stays. */
export function* takeUnprocessed(nodes: Nodes): Generator<Unprocessed> {
  for (const node of nodes.values()) {
    if (node.rule.firesAtStart) continue;
    while (node.replays.length > 0 || node.rule.ready) yield { node, taken: node.take() };
  }
}

/** Why a message was not processed, or not to the end. */
export function stoppedBefore({ id }: NetworkNode, isUnderWay: boolean): ActorFailure {
  const message = isUnderWay
    ? `The run ended while ${id} processed this message: part of it may have been done.`
    : `The run ended before ${id} could process this message.`;
  return { type: 'Stopped', message, stack: '', port: null };
}
