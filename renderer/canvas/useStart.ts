import { getViewportForBounds, useStoreApi, type Viewport } from '@xyflow/react';
import { useLayoutEffect, useState, type RefObject } from 'react';
import { boxOf } from './box.ts';
import type { FlowNode, FlowWire } from './flowElements.ts';
import type { FlowStore } from './flowStore.ts';
import { boxAround } from './layout/alignment.ts';
import { roomOf } from './layout/placing.ts';
import { fitOptions, zoomLimits } from './viewLimits.ts';

/**
 * Where the view begins: where it was, else with all in it; null until the canvas has a size. React Flow is told before it draws anything: it
 * would begin near, with cards and wires in full, and draw all of a large graph a second time from afar (B9).
 */
export function useStart(
  surface: RefObject<HTMLElement | null>,
  elements: FlowStore,
  viewport: Viewport | undefined,
): Viewport | null {
  const flow = useStoreApi<FlowNode, FlowWire>();
  const [start, setStart] = useState<Viewport | null>(null);
  useLayoutEffect(() => {
    const element = surface.current;
    if (!element) return;
    const begin = (): boolean => {
      const room = roomOf(element);
      if (room.width === 0 || room.height === 0) return false;
      const { x, y, zoom } = viewport ?? allOf(elements.getState().nodes, room);
      flow.setState({ ...room, transform: [x, y, zoom] });
      setStart({ x, y, zoom });
      return true;
    };
    if (begin()) return;
    const observer = new ResizeObserver(() => begin() && observer.disconnect());
    observer.observe(element);
    return () => observer.disconnect();
    // Where the view begins is known once; afterwards React Flow moves it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  return start;
}

function allOf(nodes: readonly FlowNode[], { width, height }: { width: number; height: number }): Viewport {
  const box = boxAround(nodes.map(boxOf));
  // An empty graph is not fitted, for its first node would move away from where it was dropped.
  if (!box) return { x: 0, y: 0, zoom: 1 };
  return getViewportForBounds(box, width, height, zoomLimits.minZoom, fitOptions.maxZoom, fitOptions.padding);
}
