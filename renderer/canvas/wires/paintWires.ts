import type { ReactFlowState } from '@xyflow/react';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import { cardWidth, errorPortOffset, portOffset } from '../cards/cardGeometry.ts';
import type { CardData, FlowNode, FlowWire } from '../flowElements.ts';
import { errorPort, type Side } from '../../graph/nodePorts.ts';
import type { Point } from '../../graph/point.ts';
import { portColor } from '../cards/portStyle.ts';
import { boxOf } from '../box.ts';
import { levelBelow, pathBelow } from './leadBack.ts';
import { routedPath, wirePoints } from '../../graph/reroute.ts';

type Flow = Pick<ReactFlowState<FlowNode, FlowWire>, 'transform' | 'width' | 'height' | 'nodeLookup'>;

/** Wires that are drawn alike. */
export interface WireBundle {
  /** A CSS variable. */
  readonly color: string;
  /** In pixels of the window. */
  readonly width: number;
  readonly path: Path2D;
}

/** Paints bundles of wires as React Flow's transform shows them. */
export function paintWires(
  pen: CanvasRenderingContext2D,
  { transform, width, height }: Flow,
  bundles: readonly WireBundle[],
  colorOf: (variable: string) => string,
): void {
  const ratio = window.devicePixelRatio;
  const { canvas } = pen;
  if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
    canvas.width = width * ratio;
    canvas.height = height * ratio;
  }
  const [x, y, zoom] = transform;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
  for (const bundle of bundles) {
    pen.strokeStyle = colorOf(bundle.color);
    pen.lineWidth = bundle.width / zoom;
    pen.stroke(bundle.path);
  }
}

/** Which wires messages pass through, lately: a 1 or a 0 for each. */
export function flowingThrough(wires: readonly FlowWire[], network: NetworkStatus | null): string {
  let flowing = '';
  for (const { data } of wires) flowing += (network?.wires[data?.name ?? '']?.rate ?? 0) > 0 ? '1' : '0';
  return flowing;
}

/** The wires in the colours of their types, wider while messages pass, where their nodes are now; the selected last and so on top. */
export function bundleWires(
  wires: readonly FlowWire[],
  flowing: string,
  { nodeLookup }: Pick<Flow, 'nodeLookup'>,
): WireBundle[] {
  const bundles = new Map<string, WireBundle>();
  const selected: WireBundle = { color: '--accent', width: 3, path: new Path2D() };
  wires.forEach((wire, index) => {
    const [from, to] = [nodeLookup.get(wire.source), nodeLookup.get(wire.target)];
    if (!from || !to) return;
    const color = wire.data ? portColor(wire.data.type).slice(4, -1) : '--line-strong';
    const width = flowing[index] === '1' ? 1.5 : 0.75;
    const key = `${color} ${width}`;
    const bundle = wire.selected ? selected : (bundles.get(key) ?? { color, width, path: new Path2D() });
    if (!wire.selected) bundles.set(key, bundle);
    const start = placeOfPort(from, 'outports', wire.sourceHandle);
    const end = placeOfPort(to, 'inports', wire.targetHandle);
    const points = wire.data ? wirePoints(wire.data.connection) : [];
    const level = points.length === 0 ? levelBelow(start, end, boxOf(from), boxOf(to)) : null;
    if (points.length > 0) bundle.path.addPath(new Path2D(routedPath(start, points, end)));
    else if (level !== null) bundle.path.addPath(new Path2D(pathBelow(start, end, level)));
    else addCurve(bundle.path, start, end);
  });
  return [...bundles.values(), selected];
}

function addCurve(path: Path2D, start: Point, end: Point): void {
  const bend = Math.max(40, Math.abs(end.x - start.x) / 2);
  path.moveTo(start.x, start.y);
  path.bezierCurveTo(start.x + bend, start.y, end.x - bend, end.y, end.x, end.y);
}

type PlacedCard = Pick<FlowNode, 'position' | 'width' | 'height' | 'data'>;

function placeOfPort(
  { position, width, height, data }: PlacedCard,
  side: Side,
  port: string | null | undefined,
): Point {
  const x = side === 'inports' ? position.x : position.x + (width ?? cardWidth);
  if (side === 'outports' && port === errorPort) return { x, y: position.y + errorPortOffset(height ?? 0) };
  // Wires end at cards alone.
  const index = (data as CardData).ports[side].findIndex(({ name }) => name === port);
  return { x, y: position.y + portOffset(Math.max(0, index)) };
}
