import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { Connection, Graph, GraphNode } from '#shared/graph/graph.ts';
import { changeOf } from './graphChange.ts';
import type { MessageQueue, QueueLimits } from './messageQueue.ts';
import type { NetworkNode } from './networkNode.ts';
import type { Wire } from './outlet.ts';
import { buildInlets, makeNode, makeWire, type Describe, type Topology } from './topology.ts';

/** What an edit needs of the network. */
export interface LiveEditHost {
  startNode(node: NetworkNode): Promise<void>;
  wake(node: NetworkNode): void;
  clearBreakpoint(wire: Wire): void;
  queueInitialPackets(connections: readonly Connection[]): void;
  /** Senders need not wait for this queue any more. */
  letGo(queue: MessageQueue): void;
  /** A dead letter that was to be tried again will not be. */
  untried(deadLetter: string): void;
  warn(text: string): void;
}

/** Changes the nodes and wires of a running network as its graph is edited. */
export class LiveEdit {
  constructor(
    private readonly topology: Topology,
    private readonly limits: QueueLimits,
    private readonly host: LiveEditHost,
  ) {}

  /**
   * Wires come and go, new nodes start, removed ones end, a node whose config changed gets a new instance, and one whose component
   * declares other inports has those.
   * @param use is called once the edit is known to be possible
   * @throws AppError `notFound` when a new node's component is unknown; nothing has changed then
   */
  apply(before: Graph, after: Graph, describe: Describe, use: () => void): void {
    const { host, limits } = this;
    const { nodes, wires } = this.topology;
    const { removed, added, changed, unwired, wired, initial } = changeOf(before, after);
    const fresh = added.map((definition) => makeNode(definition, describe));
    use();
    const touched = new Set<NetworkNode>(fresh);
    for (const wire of wires.filter(({ name }) => unwired.has(name))) {
      host.clearBreakpoint(wire);
      wires.splice(wires.indexOf(wire), 1);
      wire.from.wires.splice(wire.from.wires.indexOf(wire), 1);
      touched.add(nodes.get(wire.to.node)!);
    }
    for (const id of removed) touched.delete(this.remove(id));
    for (const node of fresh) nodes.set(node.id, node);
    for (const { to } of [...wired, ...initial]) if (nodes.has(to.nodeId)) touched.add(nodes.get(to.nodeId)!);
    for (const node of nodes.values()) if (redescribe(node, describe)) touched.add(node);
    buildInlets(after, touched, nodes, limits);
    for (const wire of wired.flatMap((connection) => makeWire(after, connection, nodes) ?? [])) {
      wire.from.wires.push(wire);
      wires.push(wire);
    }
    host.queueInitialPackets(initial);
    for (const definition of changed) this.renew(nodes.get(definition.id)!, definition);
    for (const node of fresh) void host.startNode(node);
    for (const node of touched) host.wake(node);
  }

  /** A node has nothing under way any more: if it waits for a new instance, it gets it. */
  completed(node: NetworkNode): void {
    if (node.isReplaced && this.topology.nodes.get(node.id) === node) void this.exchange(node);
  }

  private remove(id: string): NetworkNode {
    const node = this.topology.nodes.get(id)!;
    this.topology.nodes.delete(id);
    node.isReplaced = true;
    node.starts++;
    node.instance?.cancel();
    void node.instance?.[Symbol.asyncDispose]();
    for (const { queue } of node.inlets.values()) {
      queue.close();
      this.host.letGo(queue);
    }
    for (const { deadLetter } of node.replays) if (deadLetter !== undefined) this.host.untried(deadLetter);
    const left = node.queued + node.parked + node.replays.length;
    const messages = left === 1 ? 'a message' : `${left} messages`;
    if (left > 0) this.host.warn(`${id} was removed with ${messages} that it had yet to take.`);
    return node;
  }

  /** Gives a node a new instance once its running firings are over; one that nothing feeds begins anew. */
  private renew(node: NetworkNode, definition: GraphNode): void {
    node.definition = definition;
    if (node.isReplaced) return;
    node.isReplaced = true;
    if (node.rule.firesAtStart) node.instance?.cancel();
    if (node.outstanding === 0) void this.exchange(node);
  }

  private async exchange(node: NetworkNode): Promise<void> {
    const old = node.instance;
    node.instance = undefined;
    node.isReplaced = false;
    node.hasStarted = false;
    await Promise.all([old?.[Symbol.asyncDispose](), this.host.startNode(node)]);
  }
}

/** Takes over what its component declares now. @returns whether that means other inports */
function redescribe(node: NetworkNode, describe: Describe): boolean {
  const before = node.component;
  // Of one that is unknown by now the old code goes on.
  node.component = describe(node.definition.component) ?? before;
  return inportsOf(node.component) !== inportsOf(before);
}

function inportsOf({ inports, awaitAllInports }: ComponentDescription): string {
  const ports = inports.map(({ name, required, sticky }) => [name, required, sticky ?? false]);
  return JSON.stringify([ports, awaitAllInports]);
}
