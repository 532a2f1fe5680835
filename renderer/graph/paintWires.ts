import type { ReactFlowState } from '@xyflow/react';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import { cardWidth, errorPortOffset, portOffset } from './cardGeometry.ts';
import type { CardData, FlowNode, FlowWire } from './flowElements.ts';
import { errorPort, type NodePorts } from './nodePorts.ts';
import { portColor } from './portStyle.ts';

/** What is kept from one painting to the next. */
export interface WirePainting {
  readonly wires: readonly FlowWire[];
  /** CSS variables and what they stand for. */
  readonly colors: Map<string, string>;
  /** Where the ports of a card lie, by `in NAME` and `out NAME`. */
  readonly offsets: WeakMap<NodePorts, ReadonlyMap<string, number>>;
  /** The wires by their looks, as long as no rate changes. */
  looks: { readonly of: NetworkStatus['wires'] | undefined; readonly groups: readonly Group[] } | undefined;
}

interface Look {
  color: string;
  width: number;
}

type Group = readonly [Look, readonly FlowWire[]];

/** Paints wires as React Flow's transform shows them: in the colour of their type, wider while messages pass. */
export function paintWires(
  pen: CanvasRenderingContext2D,
  { transform, width, height, nodeLookup }: ReactFlowState<FlowNode, FlowWire>,
  network: NetworkStatus | null,
  painting: WirePainting,
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
  const [left, top, right, bottom] = [-x / zoom, -y / zoom, (width - x) / zoom, (height - y) / zoom];

  if (!painting.looks || painting.looks.of !== network?.wires)
    painting.looks = { of: network?.wires, groups: byLook(painting, network) };
  for (const [look, wires] of painting.looks.groups) {
    pen.strokeStyle = colorOf(pen, painting, look.color);
    pen.lineWidth = look.width / zoom;
    pen.beginPath();
    for (const { source, target, sourceHandle, targetHandle } of wires) {
      const [from, to] = [nodeLookup.get(source), nodeLookup.get(target)];
      if (!from || !to) continue;
      const startX = from.position.x + (from.width ?? cardWidth);
      const startY = from.position.y + offsetOf(painting, from, `out ${sourceHandle}`);
      const endX = to.position.x;
      const endY = to.position.y + offsetOf(painting, to, `in ${targetHandle}`);
      const isOut =
        (startX < left && endX < left) ||
        (startX > right && endX > right) ||
        (startY < top && endY < top) ||
        (startY > bottom && endY > bottom);
      if (isOut) continue;
      const bend = Math.max(40, Math.abs(endX - startX) / 2);
      pen.moveTo(startX, startY);
      pen.bezierCurveTo(startX + bend, startY, endX - bend, endY, endX, endY);
    }
    pen.stroke();
  }
}

/** Wires that are drawn alike together, the selected last and so on top. */
function byLook({ wires }: WirePainting, network: NetworkStatus | null): Group[] {
  const looks = new Map<string, [Look, FlowWire[]]>();
  const selected: FlowWire[] = [];
  for (const wire of wires) {
    if (wire.selected) {
      selected.push(wire);
      continue;
    }
    const color = wire.data ? portColor(wire.data.type) : 'var(--line-strong)';
    const width = (network?.wires[wire.data?.name ?? '']?.rate ?? 0) > 0 ? 1.5 : 0.75;
    const key = `${color} ${width}`;
    const known = looks.get(key);
    if (known) known[1].push(wire);
    else looks.set(key, [{ color, width }, [wire]]);
  }
  return [...looks.values(), [{ color: 'var(--accent)', width: 3 }, selected]];
}

/** `var(--name)` as the theme has it. */
function colorOf({ canvas }: CanvasRenderingContext2D, { colors }: WirePainting, variable: string): string {
  const known = colors.get(variable) ?? getComputedStyle(canvas).getPropertyValue(variable.slice(4, -1));
  colors.set(variable, known);
  return known;
}

function offsetOf(
  { offsets }: WirePainting,
  { data, height }: Pick<FlowNode, 'data' | 'height'>,
  port: string,
): number {
  // Wires end at cards alone.
  const { ports } = data as CardData;
  if (port === `out ${errorPort}`) return errorPortOffset(height ?? 0);
  let known = offsets.get(ports);
  if (!known) {
    known = new Map([
      ...ports.inports.map(({ name }, index) => [`in ${name}`, portOffset(index)] as const),
      ...ports.outports.map(({ name }, index) => [`out ${name}`, portOffset(index)] as const),
    ]);
    offsets.set(ports, known);
  }
  return known.get(port) ?? portOffset(0);
}
