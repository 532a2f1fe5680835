import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useTheme } from '../preferences/preferences.ts';
import { useSessionStore } from '../session/session.ts';
import type { FlowNode, FlowWire } from './flowElements.ts';
import { paintWires, type WirePainting } from './paintWires.ts';

/** The wires in the theme's colours: painted anew when the theme changes. */
export function PaintedWires({ wires }: { wires: readonly FlowWire[] }) {
  return <Painting key={useTheme()} wires={wires} />;
}

/**
 * All wires on one canvas element, for a view so far away that they are lines without labels: an element for each of thousands would
 * make every movement dear (B9). Painted at most once a frame, when something moved or a rate changed.
 */
function Painting({ wires }: { wires: readonly FlowWire[] }) {
  const flow = useStoreApi<FlowNode, FlowWire>();
  const session = useSessionStore();
  const element = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const pen = element.current?.getContext('2d');
    if (!pen) return;
    const painting: WirePainting = { wires, colors: new Map(), offsets: new WeakMap(), looks: undefined };
    let frame = 0;
    const paint = (): void => {
      frame = 0;
      paintWires(pen, flow.getState(), session.getState().network, painting);
    };
    const schedule = (): void => {
      frame ||= requestAnimationFrame(paint);
    };
    const endFlow = flow.subscribe((state, before) => {
      const isSame =
        state.nodes === before.nodes &&
        state.transform === before.transform &&
        state.width === before.width &&
        state.height === before.height;
      if (!isSame) schedule();
    });
    const endSession = session.subscribe((state, before) => {
      if (state.network?.wires !== before.network?.wires) schedule();
    });
    schedule();
    return () => {
      endFlow();
      endSession();
      cancelAnimationFrame(frame);
    };
  }, [flow, session, wires]);

  return <canvas ref={element} aria-hidden className="pointer-events-none absolute inset-0 z-0 h-full w-full" />;
}
