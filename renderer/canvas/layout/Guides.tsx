import { ViewportPortal, useStore } from '@xyflow/react';
import { useCanvas } from '../canvasStore.ts';

/** The lines along which what is dragged lies flush with other nodes (E1). */
export function Guides() {
  const guides = useCanvas((canvas) => canvas.guides);
  const zoom = useStore(({ transform }) => (guides ? transform[2] : 1));
  if (!guides?.x && !guides?.y) return null;
  const { x, y } = guides;
  const thickness = 1 / zoom;
  return (
    <ViewportPortal>
      {x && (
        <div
          data-guide="x"
          className="pointer-events-none absolute top-0 left-0 bg-accent"
          style={{
            transform: `translate(${x.at - thickness / 2}px, ${x.from - 16}px)`,
            width: thickness,
            height: x.to - x.from + 32,
          }}
        />
      )}
      {y && (
        <div
          data-guide="y"
          className="pointer-events-none absolute top-0 left-0 bg-accent"
          style={{
            transform: `translate(${y.from - 16}px, ${y.at - thickness / 2}px)`,
            width: y.to - y.from + 32,
            height: thickness,
          }}
        />
      )}
    </ViewportPortal>
  );
}
