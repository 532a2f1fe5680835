import type { NetworkStatus, NodeState, NodeStatus } from '#shared/rpc/live/networkStatus.ts';
import { nodeTitle, type GraphNode } from '#shared/graph/graph.ts';
import type { Expansion, PortAddress } from '#shared/graph/subgraph/expandSubgraphs.ts';

/** Of the states of the nodes inside, the first here is the subgraph's. */
const byWeight: readonly NodeState[] = ['failed', 'starting', 'running', 'waiting', 'paused', 'idle', 'stopped'];

/**
 * A running flat graph as the graph that a person drew: its subgraphs are nodes with states and ports, and wires at them have the
 * names that they have there (N11). What is inside is reached by paths.
 */
export class SubgraphView {
  private readonly aliases = new Map<string, PortAddress[]>();

  constructor(private readonly expansion: Expansion) {
    for (const { path, outports } of expansion.subgraphs.values())
      for (const [port, inner] of outports) {
        const key = keyOf(inner);
        this.aliases.set(key, [...(this.aliases.get(key) ?? []), { node: path, port }]);
      }
  }

  /** Whether graphs lie inside it. */
  get hasSubgraphs(): boolean {
    return this.expansion.subgraphs.size > 0;
  }

  /** Where an inport is in the flat graph. */
  inlet(node: string, port: string): PortAddress {
    return this.find('inports', node, port);
  }

  /** Where an outport is in the flat graph. */
  outlet(node: string, port: string): PortAddress {
    return this.find('outports', node, port);
  }

  /** Where the outports of a subgraph are; undefined for any other node. */
  outlets(node: string): PortAddress[] | undefined {
    const placed = this.expansion.subgraphs.get(node);
    return placed && [...placed.outports.values()];
  }

  /** The outports of subgraphs through which an outport of the flat graph leaves them. */
  outerOutlets(node: string, port: string): readonly PortAddress[] {
    return this.aliases.get(keyOf({ node, port })) ?? [];
  }

  /** The name in the flat graph of a wire by its `connectionName` with the paths of its nodes. */
  wire(name: string): string {
    return this.expansion.wires.get(name) ?? name;
  }

  /** What its nodes are called, by their paths, where that is not the path: those inside by the titles of what they are in and their own. */
  titles(): Record<string, string> {
    const nodes = Object.values(this.expansion.graph.processes);
    const named = nodes.map((node) => [node.id, this.titleOf(node)] as const);
    return Object.fromEntries(named.filter(([id, title]) => id !== title));
  }

  /** The status with the subgraphs and the wires at them. */
  status(status: NetworkStatus): NetworkStatus {
    if (this.expansion.subgraphs.size === 0) return status;
    const nodes = { ...status.nodes };
    for (const path of this.expansion.subgraphs.keys()) {
      const inside = Object.entries(status.nodes).filter(([id]) => id.startsWith(`${path}/`));
      nodes[path] = together(inside.map(([, node]) => node));
    }
    const wires = { ...status.wires };
    for (const [name, flat] of this.expansion.wires) if (status.wires[flat]) wires[name] = status.wires[flat];
    return { ...status, nodes, wires };
  }

  private titleOf(node: GraphNode): string {
    const { id } = node;
    const titles: string[] = [];
    let inside = 0;
    for (let at = id.indexOf('/'); at >= 0; at = id.indexOf('/', at + 1)) {
      const outer = this.expansion.subgraphs.get(id.slice(0, at));
      if (!outer) continue;
      titles.push(outer.title);
      inside = at + 1;
    }
    const own = nodeTitle(node);
    return [...titles, own === id ? id.slice(inside) : own].join(' / ');
  }

  private find(side: 'inports' | 'outports', node: string, port: string): PortAddress {
    const ports = this.expansion.subgraphs.get(node)?.[side];
    const name = port.toLowerCase();
    const exact = ports?.get(port);
    const found = exact ?? [...(ports ?? [])].find(([one]) => one.toLowerCase() === name)?.[1];
    return found ?? { node, port };
  }
}

function keyOf({ node, port }: PortAddress): string {
  return `${node}\n${port}`;
}

function together(nodes: readonly NodeStatus[]): NodeStatus {
  const sum = (count: (node: NodeStatus) => number): number => nodes.reduce((total, node) => total + count(node), 0);
  const latencies = nodes.map((node) => node.latency).filter((latency) => latency !== null);
  return {
    state: byWeight.find((state) => nodes.some((node) => node.state === state)) ?? 'idle',
    completed: sum((node) => node.completed),
    failed: sum((node) => node.failed),
    rate: sum((node) => node.rate),
    latency: latencies.length === 0 ? null : Math.max(...latencies),
    queued: sum((node) => node.queued),
    waitingFor: [],
    lastError: nodes.find((node) => node.lastError !== null)?.lastError ?? null,
    staleCode: nodes.find((node) => node.staleCode !== null)?.staleCode ?? null,
  };
}
