import { exactMetadata } from '#shared/graph/exactMetadata.ts';
import { isMetadata, type GraphNode } from '#shared/graph/graph.ts';
import { packetOfJsonValue, type Packet } from '../channel/packet.ts';
import type { ComponentInstance, Firing } from '../registry/component.ts';

/**
 * The outputs that a node is frozen to (N9): `metadata.pinned {"OUTPORT": value}`, a value in any JSON form (M2).
 * Undefined for a node that runs.
 */
export function pinnedOutputs(node: GraphNode): ReadonlyMap<string, Packet> | undefined {
  const { pinned } = exactMetadata(node);
  if (!isMetadata(pinned)) return undefined;
  return new Map(Object.entries(pinned).map(([port, value]) => [port, packetOfJsonValue(value)]));
}

/** Stands in for a pinned node's component: each firing sends the pinned outputs, and no code runs. */
export class PinnedInstance implements ComponentInstance {
  readonly capacity = 1;

  constructor(private readonly outputs: ReadonlyMap<string, Packet>) {}

  fire(firing: Firing): void {
    for (const [port, packet] of this.outputs) firing.emit(port, packet, true);
    firing.complete();
  }

  hold(): void {}

  cancel(): void {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
