import { exactMetadata } from '#shared/graph/exactMetadata.ts';
import { connectionName, type Connection, type Graph, type GraphNode } from '#shared/graph/graph.ts';
import { initialValue } from '#shared/graph/initialPacket.ts';
import { writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { isDisabled } from './topology.ts';

/** What an edit means for a running network; how things are drawn means nothing. */
export interface GraphChange {
  readonly removed: readonly string[];
  readonly added: readonly GraphNode[];
  /** Nodes of the same component with other metadata: they need a new instance. */
  readonly changed: readonly GraphNode[];
  /** Names of wires. */
  readonly unwired: ReadonlySet<string>;
  readonly wired: readonly Connection[];
  /** Initial packets that are new, have another value or lead to a node that is new. */
  readonly initial: readonly Connection[];
}

export function changeOf(before: Graph, after: Graph): GraphChange {
  const old = runningNodes(before);
  const now = runningNodes(after);
  const isSameNode = (node: GraphNode): boolean => old.get(node.id)?.component === node.component;
  const replaced = [...now.values()].filter((node) => old.has(node.id) && !isSameNode(node)).map(({ id }) => id);
  const kept = new Set([...now.values()].filter(isSameNode).map(({ id }) => id));
  const oldWires = wiresBetween(before, old);
  const wires = wiresBetween(after, now);
  const isKept = ({ from, to }: Connection): boolean => kept.has(to.nodeId) && kept.has(from!.nodeId);
  const oldInitial = new Set(before.connections.filter(({ from, to }) => !from && kept.has(to.nodeId)).map(initialKey));
  return {
    removed: [...[...old.keys()].filter((id) => !now.has(id)), ...replaced],
    added: [...now.values()].filter((node) => !isSameNode(node)),
    changed: [...now.values()].filter((node) => isSameNode(node) && meaning(node) !== meaning(old.get(node.id)!)),
    unwired: new Set([...oldWires].filter(([name, wire]) => !wires.has(name) || !isKept(wire)).map(([name]) => name)),
    wired: [...wires].filter(([name, wire]) => !oldWires.has(name) || !isKept(wire)).map(([, wire]) => wire),
    initial: after.connections.filter((connection) => !connection.from && !oldInitial.has(initialKey(connection))),
  };
}

function runningNodes(graph: Graph): Map<string, GraphNode> {
  return new Map(
    Object.values(graph.processes)
      .filter((node) => !isDisabled(node))
      .map((node) => [node.id, node]),
  );
}

/** By name, those that carry: both ends run. */
function wiresBetween(graph: Graph, nodes: ReadonlyMap<string, GraphNode>): Map<string, Connection> {
  const wires = graph.connections.filter(({ from, to }) => from && nodes.has(from.nodeId) && nodes.has(to.nodeId));
  return new Map(wires.map((wire) => [connectionName(wire), wire]));
}

function initialKey(connection: Connection): string {
  return `${connectionName(connection)} ${writePlain(initialValue(connection))}`;
}

/** What of a node matters when it runs. */
function meaning(node: GraphNode): string {
  const { studio: _, ...rest } = exactMetadata(node);
  return writePlain(rest as Value);
}
