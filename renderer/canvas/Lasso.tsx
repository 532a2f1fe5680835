import { useReactFlow } from '@xyflow/react';
import { useState, type PointerEvent } from 'react';
import { useSessionStore } from '../session/session.ts';
import { boxOf } from './box.ts';
import { useCanvasStore } from './canvasStore.ts';
import { commentOfElement, type FlowNode, type FlowWire } from './flowElements.ts';
import type { Point } from '../graph/point.ts';
import { caughtBy } from './lasso.ts';

/** Points nearer than this to the last one, in pixels, are left out. */
const finest = 3;

/** A sheet over the canvas on which a lasso is drawn once (E1); with Shift it adds to the selection. */
export function Lasso() {
  const canvas = useCanvasStore();
  const session = useSessionStore();
  const flow = useReactFlow<FlowNode, FlowWire>();
  const [points, setPoints] = useState<readonly Point[]>([]);

  const pointOf = (event: PointerEvent): Point => {
    const { x, y } = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - x, y: event.clientY - y };
  };
  const draw = (event: PointerEvent): void => {
    if (points.length === 0) return;
    const point = pointOf(event);
    const last = points.at(-1)!;
    if (Math.hypot(point.x - last.x, point.y - last.y) >= finest) setPoints([...points, point]);
  };
  const finish = (event: PointerEvent): void => {
    const { x, y } = event.currentTarget.getBoundingClientRect();
    const polygon = points.map((point) =>
      flow.screenToFlowPosition({ x: point.x + x, y: point.y + y }, { snapToGrid: false }),
    );
    const caught = caughtBy(
      polygon,
      flow.getNodes().map((node) => ({ ...boxOf(node), id: node.id })),
    );
    const { selection, select } = session.getState();
    const before = event.shiftKey ? selection : { nodes: [], wires: [], comments: [] };
    const comments = caught.map(({ id }) => commentOfElement(id)).filter((id) => id !== undefined);
    const nodes = caught.map(({ id }) => id).filter((id) => commentOfElement(id) === undefined);
    select({
      nodes: [...new Set([...before.nodes, ...nodes])],
      wires: before.wires,
      comments: [...new Set([...(before.comments ?? []), ...comments])],
    });
    canvas.getState().setLasso(false);
  };

  return (
    <svg
      aria-hidden
      data-lasso=""
      className="absolute inset-0 z-10 h-full w-full cursor-crosshair touch-none"
      onPointerDown={(event) => {
        if (event.button !== 0) return canvas.getState().setLasso(false);
        event.currentTarget.setPointerCapture(event.pointerId);
        setPoints([pointOf(event)]);
      }}
      onPointerMove={draw}
      onPointerUp={finish}
      onPointerCancel={() => canvas.getState().setLasso(false)}
    >
      <polygon
        points={points.map(({ x, y }) => `${x},${y}`).join(' ')}
        fill="color-mix(in srgb, var(--accent) 12%, transparent)"
        stroke="var(--accent)"
        strokeWidth={1.5}
        strokeDasharray="5 3"
      />
    </svg>
  );
}
