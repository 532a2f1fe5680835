import type { ReactFlowInstance } from '@xyflow/react';
import { boxOf, type Box } from '../box.ts';
import { cardWidth, portOffset } from '../cards/cardGeometry.ts';
import type { FlowNode, FlowWire } from '../flowElements.ts';
import type { Side } from '../../graph/nodePorts.ts';
import type { Point } from '../../graph/point.ts';

type Flow = ReactFlowInstance<FlowNode, FlowWire>;
type Size = Omit<Box, 'x' | 'y'>;

/** How far from its place an area is tried, in canvas units each way, and in how many steps. */
const stride = 80;
const strides = Array.from({ length: 17 }, (_, index) => index - 8);
/** Between a node and a new one beside it, in canvas units. */
const gap = 80;

/** The nearest corner to a given one from which an area covers nothing; that one itself where everything near is taken. */
export function freeArea(flow: Pick<Flow, 'getNodes'>, corner: Point, { width, height }: Size): Point {
  const taken = flow.getNodes().map(boxOf);
  const isFree = ({ x, y }: Point): boolean =>
    !taken.some((box) => box.x < x + width && x < box.x + box.width && box.y < y + height && y < box.y + box.height);
  return (
    strides
      .flatMap((across) => strides.map((down) => [across * stride, down * stride] as const))
      .toSorted(([ax, ay], [bx, by]) => Math.hypot(ax, ay) - Math.hypot(bx, by))
      .map(([dx, dy]) => ({ x: corner.x + dx, y: corner.y + dy }))
      .find(isFree) ?? corner
  );
}

/** Where the next node after one begins: its corner, or, beside a port of that node, where their wire would end. */
export function besideNode(flow: Pick<Flow, 'getNode'>, id: string | undefined, side?: Side): Point | undefined {
  const node = id === undefined ? undefined : flow.getNode(id);
  if (!node) return undefined;
  const { x, y } = node.position;
  const after = x + (node.width ?? cardWidth) + gap;
  if (side === undefined) return { x: after, y };
  return { x: side === 'outports' ? after : x - gap, y: y + portOffset(0) };
}

/** The size of the canvas in pixels. */
export function roomOf({ clientWidth, clientHeight }: HTMLElement): Size {
  return { width: clientWidth, height: clientHeight };
}

/** Moves the view to an area that is not wholly in it. @param room the canvas's size in pixels */
export function bringIntoView(flow: Pick<Flow, 'getViewport' | 'setCenter'>, room: Size, box: Box): void {
  const { x, y, zoom } = flow.getViewport();
  const [left, top] = [box.x * zoom + x, box.y * zoom + y];
  const isInView =
    left >= 0 && top >= 0 && left + box.width * zoom <= room.width && top + box.height * zoom <= room.height;
  if (!isInView) void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom });
}
