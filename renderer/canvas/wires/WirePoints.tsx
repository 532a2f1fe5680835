import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useSessionStore } from '../../session/session.ts';
import type { Point } from '../../graph/point.ts';
import { routeWire } from '../../graph/reroute.ts';
import { arrowDirections, nudge, shifted } from '../layout/spatial.ts';
import { useZoom } from '../useZoom.ts';

interface WirePointsProps {
  name: string;
  label: string;
  points: readonly Point[];
  color: string;
  focusable: boolean;
  /** Where the points are shown while one is dragged; null when it is let go. */
  onDraft: (points: readonly Point[] | null) => void;
}

/** The points a wire is led through: dragged or moved by arrow keys, taken away by double-click or Delete (E1). */
export function WirePoints({ name, label, points, color, focusable, onDraft }: WirePointsProps) {
  const session = useSessionStore();
  const zoom = useZoom();
  const drag = useRef<{ index: number; x: number; y: number; at: Point; last: readonly Point[] | null } | null>(null);

  const route = (next: readonly Point[], words?: string): void => {
    const { graph, applyStep } = session.getState();
    if (graph) applyStep(routeWire(graph, name, next, words));
  };
  const remove = (index: number): void => route(points.toSpliced(index, 1), 'Remove a point of a wire');
  const press = (event: KeyboardEvent, index: number): void => {
    const direction = arrowDirections[event.key];
    const isDelete = event.key === 'Delete' || event.key === 'Backspace';
    if (!direction && !isDelete) return;
    event.preventDefault();
    event.stopPropagation();
    if (isDelete) remove(index);
    else if (direction) route(points.with(index, shifted(points[index]!, direction, nudge)));
  };
  const move = (event: PointerEvent): void => {
    const { current } = drag;
    if (!current) return;
    const at = {
      x: current.at.x + (event.clientX - current.x) / zoom(),
      y: current.at.y + (event.clientY - current.y) / zoom(),
    };
    current.last = points.with(current.index, at);
    onDraft(current.last);
  };
  const drop = (): void => {
    const last = drag.current?.last;
    drag.current = null;
    if (last) route(last);
    onDraft(null);
  };

  return points.map((point, index) => (
    <circle
      // Points have no identity but their place in the wire.
      // oxlint-disable-next-line react/no-array-index-key
      key={index}
      role="button"
      aria-label={`point ${index + 1} of ${label}`}
      tabIndex={focusable ? 0 : -1}
      cx={point.x}
      cy={point.y}
      r={5}
      fill="var(--raised)"
      stroke={color}
      strokeWidth={2}
      className="wire-point nopan pointer-events-auto cursor-move"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { index, x: event.clientX, y: event.clientY, at: point, last: null };
      }}
      onPointerMove={move}
      onPointerUp={drop}
      onPointerCancel={drop}
      onDoubleClick={(event) => {
        event.stopPropagation();
        remove(index);
      }}
      onKeyDown={(event) => press(event, index)}
    />
  ));
}
