import { useStoreApi } from '@xyflow/react';
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { CardSize } from './cardGeometry.ts';
import type { FlowNode, FlowWire } from '../flowElements.ts';
import { useZoom } from '../useZoom.ts';

/** One press of an arrow key, in canvas units. */
const keyStep = 16;
const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface ResizeCornerProps {
  /** The id of the element on the canvas. */
  element: string;
  /** What is resized, for its accessible name. */
  name: string;
  size: CardSize;
  /** The nearest size that it can have. */
  limit: (size: CardSize) => CardSize;
  onResize: (size: CardSize) => void;
  className?: string;
}

/** The lower right corner of what can be resized: dragged, or moved by arrow keys. The size is kept when it is let go. */
export function ResizeCorner({ element, name, size, limit, onResize, className = '' }: ResizeCornerProps) {
  const zoom = useZoom();
  const store = useStoreApi<FlowNode, FlowWire>();
  const start = useRef<{ x: number; y: number; size: CardSize } | null>(null);

  const sizeAt = ({ clientX, clientY }: PointerEvent, from: NonNullable<typeof start.current>): CardSize =>
    limit({
      width: from.size.width + (clientX - from.x) / zoom(),
      height: from.size.height + (clientY - from.y) / zoom(),
    });
  const finish = (event: PointerEvent): void => {
    const from = start.current;
    start.current = null;
    if (from) onResize(sizeAt(event, from));
  };
  return (
    <button
      type="button"
      aria-label={`Resize ${name}`}
      title="Drag to resize; arrow keys resize it, too"
      className={`nodrag absolute size-4 cursor-nwse-resize text-muted hover:text-ink ${className}`}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, y: event.clientY, size };
      }}
      onPointerMove={(event) => {
        if (!start.current) return;
        const dimensions = sizeAt(event, start.current);
        store
          .getState()
          .triggerNodeChanges([{ type: 'dimensions', id: element, dimensions, resizing: true, setAttributes: true }]);
      }}
      onPointerUp={finish}
      onPointerCancel={finish}
      onKeyDown={(event: KeyboardEvent) => {
        const direction = directions[event.key];
        if (!direction) return;
        event.preventDefault();
        event.stopPropagation();
        const [across, down] = direction;
        onResize(limit({ width: size.width + across * keyStep, height: size.height + down * keyStep }));
      }}
    >
      <svg viewBox="0 0 16 16" aria-hidden className="size-4">
        <path d="M13 6v7H6M13 10v3h-3" fill="none" stroke="currentColor" />
      </svg>
    </button>
  );
}
