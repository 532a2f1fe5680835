import type { Connection, Graph } from '#shared/graph/graph.ts';
import { initialValue } from '#shared/graph/initialPacket.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { packetOfJsonValue, type Packet } from '../channel/packet.ts';
import type { TracePoint } from '../observability/tracing/messageTracer.ts';
import type { Delivery } from './delivery.ts';
import type { Inlet } from './inlet.ts';
import type { NetworkNode } from './networkNode.ts';
import { portName } from './topology.ts';

export interface EntranceHost {
  readonly nodes: ReadonlyMap<string, NetworkNode>;
  readonly delivery: Delivery;
  graph(): Graph;
  wake(node: NetworkNode): void;
}

/** How messages that no node sent come into a running network. */
export class Entrance {
  constructor(private readonly host: EntranceHost) {}

  /** Puts the initial packets among these connections in their queues (N2). */
  queueInitialPackets(connections: readonly Connection[]): void {
    const { nodes, delivery } = this.host;
    for (const connection of connections) {
      const { from, to } = connection;
      const node = nodes.get(to.nodeId);
      if (from || !node) continue;
      const inlet = this.find(node, to.portId)!;
      inlet.queue.push(delivery.fromOutside(inlet, packetOfJsonValue(initialValue(connection)), 'initial', []));
    }
  }

  /** As `Network.inject`. */
  async inject(nodeId: string, port: string, packet: Packet, causes: readonly number[]): Promise<void> {
    const { delivery } = this.host;
    const inlet = this.inlet(nodeId, port);
    this.node(nodeId).feed(inlet);
    const message = delivery.fromOutside(inlet, packet, 'sent', causes);
    await new Promise<void>((resolve, reject) => {
      delivery.deliver(inlet, message, undefined, (isIn) => {
        if (isIn) resolve();
        else reject(new AppError('cancelled', `The run ended before there was room on ${port} of ${nodeId}.`));
      });
    });
  }

  /** As `Network.replay`. */
  replay(nodeId: string, inputs: ReadonlyMap<string, Packet>, deadLetter: string | undefined): void {
    const { delivery, wake } = this.host;
    const packets = new Map<string, Packet>();
    const causes: number[] = [];
    const points: TracePoint[] = [];
    for (const [port, packet] of inputs) {
      const inlet = this.inlet(nodeId, port);
      packets.set(inlet.name, packet);
      // As if it had waited in a queue.
      if (packet.shared) packet.retain();
      const message = delivery.fromOutside(inlet, packet, 'sent', []);
      causes.push(message.id);
      if (message.point) points.push(message.point);
    }
    const node = this.node(nodeId);
    node.replays.push({ packets, causes, points, ...(deadLetter === undefined ? {} : { deadLetter }) });
    wake(node);
  }

  private node(id: string): NetworkNode {
    const node = this.host.nodes.get(id);
    if (!node) throw new AppError('notFound', `There is no node ${id} in this run. Take one that the graph has now.`);
    return node;
  }

  private inlet(nodeId: string, port: string): Inlet {
    const inlet = this.find(this.node(nodeId), port);
    if (!inlet)
      throw new AppError('notFound', `${nodeId} has no inport ${port} in this run. Take one that its card shows now.`);
    return inlet;
  }

  private find(node: NetworkNode, port: string): Inlet | undefined {
    return node.inlets.get(portName(this.host.graph(), node.component.inports, port));
  }
}
