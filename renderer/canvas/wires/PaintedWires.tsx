import { useStoreApi } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { useTheme } from '../../preferences/preferences.ts';
import { useSessionStore } from '../../session/session.ts';
import type { FlowNode, FlowWire } from '../flowElements.ts';
import { bundleWires, flowingThrough, paintWires, type WireBundle } from './paintWires.ts';

interface PaintedWiresProps {
  nodes: readonly FlowNode[];
  wires: readonly FlowWire[];
}

/**
 * All wires on two canvas elements, for a view so far away that they are lines without labels: an element for each of thousands would
 * make every movement dear (B9). Those that follow what is dragged have one of their own, so that the others are left as they are.
 */
export function PaintedWires({ nodes, wires }: PaintedWiresProps) {
  const theme = useTheme();
  const { resting, following } = useMemo(() => {
    const dragged = new Set(nodes.filter(({ dragging }) => dragging).map(({ id }) => id));
    const follows = ({ source, target }: FlowWire): boolean => dragged.has(source) || dragged.has(target);
    return { resting: wires.filter((wire) => !follows(wire)), following: wires.filter(follows) };
  }, [nodes, wires]);
  // In the theme's colours: painted anew when the theme changes.
  return (
    <>
      <Painting key={`resting ${theme}`} wires={resting} follows={false} />
      <Painting key={`following ${theme}`} wires={following} follows />
    </>
  );
}

interface PaintingProps {
  wires: readonly FlowWire[];
  /** Whether the nodes that they lead to are being moved. */
  follows: boolean;
}

/** Painted at most once a frame, when the view or a node of these wires moved, or a rate changed. */
function Painting({ wires, follows }: PaintingProps) {
  const flow = useStoreApi<FlowNode, FlowWire>();
  const session = useSessionStore();
  const element = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const pen = element.current?.getContext('2d');
    if (!pen) return;
    const colors = new Map<string, string>();
    const colorOf = (variable: string): string => {
      const color = colors.get(variable) ?? getComputedStyle(pen.canvas).getPropertyValue(variable);
      colors.set(variable, color);
      return color;
    };
    let flowing = flowingThrough(wires, session.getState().network);
    let bundles: readonly WireBundle[] | undefined;
    let frame = 0;
    const paint = (): void => {
      frame = 0;
      bundles ??= bundleWires(wires, flowing, flow.getState());
      paintWires(pen, flow.getState(), bundles, colorOf);
    };
    const schedule = (): void => {
      frame ||= requestAnimationFrame(paint);
    };
    const endFlow = flow.subscribe((state, before) => {
      const isMoved = follows && state.nodes !== before.nodes;
      if (isMoved) bundles = undefined;
      const isSame =
        state.transform === before.transform && state.width === before.width && state.height === before.height;
      if (isMoved || !isSame) schedule();
    });
    const endSession = session.subscribe(({ network }, before) => {
      const now = network?.wires === before.network?.wires ? flowing : flowingThrough(wires, network);
      if (now === flowing) return;
      flowing = now;
      bundles = undefined;
      schedule();
    });
    schedule();
    return () => {
      endFlow();
      endSession();
      cancelAnimationFrame(frame);
    };
  }, [flow, session, wires, follows]);

  return <canvas ref={element} aria-hidden className="pointer-events-none absolute inset-0 z-0 h-full w-full" />;
}
