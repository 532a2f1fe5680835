import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import { Packet } from '../channel/packet.ts';
import type { FiringTrace, MessageTracer } from '../observability/tracing/messageTracer.ts';
import type { Announcer } from './announcer.ts';
import type { BackPressure } from './backPressure.ts';
import type { Inlet } from './inlet.ts';
import type { Settled } from './messageQueue.ts';
import type { NetworkNode } from './networkNode.ts';
import type { NetworkRecorder } from './networkRecorder.ts';
import type { Wire } from './outlet.ts';
import type { Sender } from './sender.ts';
import type { MessageOrigin, SentMessage } from './sentMessage.ts';

/** What delivery needs of the network. */
export interface DeliveryHost {
  readonly graphName: string;
  readonly recorder: NetworkRecorder | undefined;
  readonly tracer: MessageTracer | undefined;
  readonly onOutput: ((node: string, port: string, packet: Packet) => void) | undefined;
  readonly announcer: Announcer;
  readonly backPressure: BackPressure;
  now(): number;
  /** A message waits at an inport. */
  wake(inlet: Inlet): void;
}

/** Makes the messages of a run and puts them in the queues that they are sent to (N1, N3, N4). */
export class Delivery {
  /** The id of the latest message. */
  lastMessage = 0;
  /** Some message lay in shared memory (M6). */
  sharesMemory = false;

  constructor(private readonly host: DeliveryHost) {}

  /** Sends a message of a node along all wires of an outport. */
  send(
    node: NetworkNode,
    port: string,
    packet: Packet,
    causes: readonly number[],
    trace: FiringTrace | undefined,
  ): void {
    const outlet = node.outlet(port);
    const { history, wires } = outlet;
    const { host } = this;
    const timestamp = host.now();
    const message: SentMessage = {
      id: ++this.lastMessage,
      sequence: history.count + 1,
      timestamp,
      packet,
      size: packet.size,
      causes,
      origin: 'actor',
      point: trace?.sent(port),
    };
    history.record(message);
    const { recorder } = host;
    if (recorder?.wantsAll)
      recorder.sent(
        { from: { node: node.id, port }, to: wires.map(({ to }) => ({ node: to.node, port: to.name })) },
        message,
      );
    if (host.announcer.isHeard) host.announcer.emitted(node, port, packet, timestamp);
    for (let index = 0; index < wires.length; index++) this.sendAlong(wires[index]!, message, node);
    host.onOutput?.(node.id, port, packet);
  }

  /** A message for an inport that no node sent. */
  fromOutside(inlet: Inlet, packet: Packet, origin: MessageOrigin, causes: readonly number[]): SentMessage {
    const { fromOutside, node, name } = inlet;
    const { host } = this;
    const message: SentMessage = {
      id: ++this.lastMessage,
      sequence: fromOutside.count + 1,
      timestamp: host.now(),
      packet,
      size: packet.size,
      causes,
      origin,
      point: host.tracer?.begin({ graph: host.graphName, node, port: name, origin }),
    };
    fromOutside.record(message);
    const { recorder } = host;
    if (recorder?.wantsAll) recorder.sent({ from: null, to: [{ node, port: name }] }, message);
    return message;
  }

  /**
   * Puts a message in an inport's queue, or behind it until there is room.
   * @param sender is held back while the queue is full
   */
  deliver(inlet: Inlet, message: SentMessage, sender?: Sender, settled?: Settled): void {
    const { packet } = message;
    if (packet.shared) {
      // Until the firing that takes it is complete.
      packet.retain();
      this.sharesMemory = true;
    }
    const { queue } = inlet;
    queue.push(message, settled);
    if (sender) this.host.backPressure.sent(queue, sender);
    this.host.wake(inlet);
  }

  /** A failure as a message (A7). */
  sendFailure(
    node: NetworkNode,
    failure: ActorFailure,
    causes: readonly number[],
    trace: FiringTrace | undefined,
  ): void {
    const { type, message, stack, port } = failure;
    this.send(node, 'error', Packet.ofMessage({ type: 'Error', data: { message, type, stack, port } }), causes, trace);
  }

  private sendAlong(wire: Wire, message: SentMessage, sender: NetworkNode): void {
    wire.count++;
    const { breakpoint, to } = wire;
    if (!breakpoint) {
      this.deliver(to, message, sender);
      return;
    }
    breakpoint.arrive(message);
    this.host.backPressure.sent(breakpoint.queue, sender);
  }
}
