import { Position, type Edge, type Node, type NodeHandle } from '@xyflow/react';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import {
  connectionName,
  nodeLayout,
  nodeTitle,
  type Connection,
  type Graph,
  type GraphNode,
} from '#shared/graph/graph.ts';
import { anyType, type PortType } from '#shared/actor/portType.ts';
import { initialValue } from '#shared/graph/initialPacket.ts';
import { findPort } from '#shared/graph/validateGraph.ts';
import { chipOf } from '#shared/message/preview.ts';
import { commentsOf, type Comment } from '../graph/comments.ts';
import {
  cardSize,
  cardWidth,
  errorPortOffset,
  handleHeight,
  handleWidth,
  portOffset,
  type CardSize,
} from './cards/cardGeometry.ts';
import type { Point } from '../graph/point.ts';
import { errorPort, isErrorPort, portsWith, type NodePorts } from '../graph/nodePorts.ts';

/** What a node card is drawn from. Live status is not here: a card looks that up for itself. */
export interface CardData extends Record<string, unknown> {
  readonly node: GraphNode;
  readonly title: string;
  /** undefined for a placeholder (G5). */
  readonly component: ComponentDescription | undefined;
  readonly ports: NodePorts;
  /** Initial packets by inport, in a few words. */
  readonly packets: Readonly<Record<string, string>>;
  /** Names of what is wired, to tell when any of this has changed. */
  readonly wiring: string;
}

export type CardNode = Node<CardData, 'card'>;

export interface CommentData extends Record<string, unknown> {
  readonly comment: Comment;
}

export type CommentNode = Node<CommentData, 'comment'>;

/** What React Flow shows as nodes. A comment's id has a prefix, so that it is never a node's. */
export type FlowNode = CardNode | CommentNode;

const commentPrefix = '//';

/** The id of a comment among the canvas's elements. */
export function commentElementId(comment: string): string {
  return commentPrefix + comment;
}

/** The comment of an element; undefined for a node's. */
export function commentOfElement(element: string): string | undefined {
  return element.startsWith(commentPrefix) ? element.slice(commentPrefix.length) : undefined;
}

export interface WireData extends Record<string, unknown> {
  readonly name: string;
  /** As its accessible name, with the nodes' titles. */
  readonly label: string;
  readonly connection: Connection;
  readonly type: PortType;
}

export type FlowWire = Edge<WireData, 'wire'>;

interface Wiring {
  inports: Set<string>;
  outports: Set<string>;
  packets: Record<string, string>;
}

export interface FlowInput {
  readonly graph: Graph;
  readonly components: ReadonlyMap<string, ComponentDescription>;
  readonly selected: ReadonlySet<string>;
  /** Places of nodes that the graph has none for. */
  readonly placed: ReadonlyMap<string, Point>;
}

/**
 * The nodes for React Flow. A node that did not change keeps its object from `previous`, measurements and the place it is being dragged
 * to included, so that only what changed renders again (B9).
 */
export function flowNodes(input: FlowInput, previous: readonly FlowNode[]): CardNode[] {
  const { graph, components, selected, placed } = input;
  const known = new Map(previous.flatMap((node) => (node.type === 'card' ? [[node.id, node]] : [])));
  const wirings = wiringOf(graph);
  return Object.values(graph.processes).map((node, index) => {
    const before = known.get(node.id);
    const component = components.get(node.component);
    const wiring = wirings.get(node.id) ?? nothingWired;
    const wiringText = JSON.stringify([[...wiring.inports], [...wiring.outports], wiring.packets]);
    const isSelected = selected.has(node.id);
    const position = placeOf(node, placed, index);
    const sameData =
      before?.data.node === node && before.data.component === component && before.data.wiring === wiringText;
    if (before && sameData) {
      if (
        before.selected === isSelected &&
        (before.dragging || nodeLayout(node) || samePlace(before.position, position))
      )
        return before;
      return { ...before, selected: isSelected, position: nodeLayout(node) ? before.position : position };
    }
    const ports = portsWith(component, wiring.inports, wiring.outports, graph.caseSensitive);
    const title = nodeTitle(node);
    const size = cardSize(node, component, ports);
    return {
      id: node.id,
      type: 'card',
      position: before?.dragging ? before.position : position,
      dragging: before?.dragging ?? false,
      selected: isSelected,
      ...size,
      // Known beforehand, so that a large graph can be fitted and its wires drawn before a card was measured.
      measured: size,
      handles: handlesOf(ports, size),
      ariaLabel: title,
      data: { node, title, component, ports, packets: wiring.packets, wiring: wiringText },
    };
  });
}

/** A card as it is shown in another size, as while its corner is dragged; its ports keep to its edges. */
export function resized(card: CardNode, size: CardSize): CardNode {
  return { ...card, ...size, measured: size, handles: handlesOf(card.data.ports, size) };
}

/** The comments as elements, behind the cards; those that did not change keep their objects. */
export function flowComments(
  graph: Graph,
  selected: ReadonlySet<string>,
  previous: readonly FlowNode[],
): CommentNode[] {
  const known = new Map(previous.flatMap((node) => (node.type === 'comment' ? [[node.id, node]] : [])));
  return commentsOf(graph).map((comment) => {
    const id = commentElementId(comment.id);
    const before = known.get(id);
    const isSelected = selected.has(comment.id);
    if (before && before.data.comment === comment && before.selected === isSelected) return before;
    const size = { width: comment.width, height: comment.height };
    return {
      id,
      type: 'comment',
      position: before?.dragging ? before.position : { x: comment.x, y: comment.y },
      dragging: before?.dragging ?? false,
      selected: isSelected,
      ...size,
      measured: size,
      // Below the wires, which lie at 0.
      zIndex: -1,
      connectable: false,
      ariaLabel: comment.text === '' ? 'Empty comment' : `Comment: ${comment.text}`,
      data: { comment },
    };
  });
}

const nothingWired: Wiring = { inports: new Set(), outports: new Set(), packets: {} };

function wiringOf(graph: Graph): Map<string, Wiring> {
  const wirings = new Map<string, Wiring>();
  const of = (id: string): Wiring => {
    const known = wirings.get(id) ?? { inports: new Set(), outports: new Set(), packets: {} };
    wirings.set(id, known);
    return known;
  };
  for (const connection of graph.connections) {
    const { from, to } = connection;
    const target = of(to.nodeId);
    target.inports.add(to.portId);
    if (from) of(from.nodeId).outports.add(from.portId);
    else target.packets[to.portId] = chipOf(initialValue(connection));
  }
  return wirings;
}

function placeOf(node: GraphNode, placed: ReadonlyMap<string, Point>, index: number): Point {
  const layout = nodeLayout(node);
  if (layout) return { x: layout.x, y: layout.y };
  return placed.get(node.id) ?? { x: (index % 5) * (cardWidth + 80), y: Math.floor(index / 5) * 200 };
}

function samePlace(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}

/** Where the ports lie, so that wires can be drawn before anything was measured. */
function handlesOf(ports: NodePorts, size: CardSize): NodeHandle[] {
  const handle = (id: string, isInport: boolean, middle: number): NodeHandle => ({
    id,
    type: isInport ? 'target' : 'source',
    position: isInport ? Position.Left : Position.Right,
    x: (isInport ? 0 : size.width) - handleWidth / 2,
    y: middle - handleHeight / 2,
    width: handleWidth,
    height: handleHeight,
  });
  return [
    ...ports.inports.map(({ name }, index) => handle(name, true, portOffset(index))),
    ...ports.outports.map(({ name }, index) => handle(name, false, portOffset(index))),
    handle(errorPort, false, errorPortOffset(size.height)),
  ];
}

/** The wires for React Flow; those that did not change keep their objects. Initial packets are shown on their port instead. */
export function flowWires(
  graph: Graph,
  components: ReadonlyMap<string, ComponentDescription>,
  selected: ReadonlySet<string>,
  previous: readonly FlowWire[],
): FlowWire[] {
  const known = new Map(previous.map((wire) => [wire.id, wire]));
  const seen = new Map<string, number>();
  return graph.connections.flatMap((connection) => {
    const { from, to } = connection;
    if (!from || !graph.processes[from.nodeId] || !graph.processes[to.nodeId]) return [];
    const name = connectionName(connection);
    const twins = seen.get(name) ?? 0;
    seen.set(name, twins + 1);
    const id = twins === 0 ? name : `${name} #${twins + 1}`;
    const outports = components.get(graph.processes[from.nodeId]!.component)?.outports ?? [];
    const inports = components.get(graph.processes[to.nodeId]!.component)?.inports ?? [];
    const outport = findPort(outports, from.portId, graph.caseSensitive);
    const sourceHandle = outport?.name ?? (isErrorPort(from.portId) ? errorPort : from.portId);
    const targetHandle = findPort(inports, to.portId, graph.caseSensitive)?.name ?? to.portId;
    const type = outport?.port_type ?? anyType;
    const isSelected = selected.has(name);
    const titleOf = (node: string): string => nodeTitle(graph.processes[node]!);
    const ariaLabel = `${titleOf(from.nodeId)}.${from.portId} to ${titleOf(to.nodeId)}.${to.portId}`;
    const before = known.get(id);
    const same =
      before?.data?.connection === connection &&
      before.ariaLabel === ariaLabel &&
      before.data.type === type &&
      before.selected === isSelected &&
      before.targetHandle === targetHandle;
    if (same) return [before];
    return [
      {
        id,
        type: 'wire',
        source: from.nodeId,
        target: to.nodeId,
        sourceHandle,
        targetHandle,
        ariaLabel,
        selected: isSelected,
        data: { name, label: ariaLabel, connection, type },
      },
    ];
  });
}
