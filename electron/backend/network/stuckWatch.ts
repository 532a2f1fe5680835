import type { NetworkNode } from './networkNode.ts';
import { stuckNodes, stuckSentence } from './stuckNodes.ts';

/** After senders began to be held, in milliseconds: what is only slow has moved on by then, and looking costs nothing for each message. */
const delay = 500;

export interface StuckWatchHost {
  /** The network runs, and no message waits for a person. */
  mayLook(): boolean;
  warn(sentence: string): void;
  /** No node of the network can ever go on by itself. */
  ended(): void;
}

/** Names nodes that hold others back and wait for what cannot come (N6), each once a run. */
export class StuckWatch implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private readonly told = new Set<NetworkNode>();

  constructor(
    private readonly nodes: ReadonlyMap<string, NetworkNode>,
    private readonly host: StuckWatchHost,
  ) {}

  /** Nothing can fire for now, and senders are held. */
  lookSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.host.mayLook()) this.look();
    }, delay);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer);
  }

  private look(): void {
    const stuck = stuckNodes(this.nodes);
    for (const node of stuck) {
      const sentence = this.told.has(node) ? undefined : stuckSentence(node, stuck);
      if (sentence === undefined) continue;
      this.told.add(node);
      this.host.warn(sentence);
    }
    if (stuck.size === this.nodes.size) this.host.ended();
  }
}
