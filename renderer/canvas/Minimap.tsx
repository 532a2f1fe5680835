import { useReactFlow, useStore, useStoreApi, type ReactFlowState } from '@xyflow/react';
import { useEffect, useRef, type PointerEvent } from 'react';
import { useTheme } from '../preferences/preferences.ts';
import { boxOf, type Box } from './box.ts';
import type { FlowNode, FlowWire } from './flowElements.ts';
import { minimapScale, type MinimapScale } from './minimapScale.ts';

const width = 160;
const height = 104;
/** Milliseconds between two drawings: it follows a drag, but not each frame of it. */
const interval = 80;

/** A smaller canvas is needed for the graph itself. */
const smallestCanvas = { width: 480, height: 300 };

/** The minimap in the theme's colours: painted anew when the theme changes. */
export function Minimap() {
  const theme = useTheme();
  const hasRoom = useStore((flow) => flow.width >= smallestCanvas.width && flow.height >= smallestCanvas.height);
  return hasRoom && <PaintedMinimap key={theme} />;
}

/**
 * A small map of the graph, there while a part of the graph is out of sight; dragging in it moves the view. Painted on one canvas element by one listener: with thousands of nodes,
 * an element for each would make every movement dear (B9).
 */
function PaintedMinimap() {
  const store = useStoreApi<FlowNode, FlowWire>();
  const flow = useReactFlow();
  const element = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const { current } = element;
    if (!current) return;
    // A frame later, when the theme's colours are in place.
    let timer = setTimeout(paintNow, 0);
    let waiting = true;
    function paintNow(): void {
      waiting = false;
      const state = store.getState();
      const isNeeded = !state.nodes.every((node) => isWithin(boxOf(node), viewOf(state)));
      current!.style.visibility = isNeeded ? 'visible' : 'hidden';
      if (isNeeded) paint(current!, state);
    }
    const unsubscribe = store.subscribe((state, before) => {
      const isSame =
        state.nodes === before.nodes && state.transform === before.transform && state.width === before.width;
      if (waiting || isSame) return;
      waiting = true;
      timer = setTimeout(paintNow, interval);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store]);

  const moveView = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (event.buttons !== 1) return;
    const state = store.getState();
    const { x, y } = event.currentTarget.getBoundingClientRect();
    const scale = scaleOf(state);
    const point = scale.toGraph({ x: event.clientX - x, y: event.clientY - y });
    void flow.setCenter(point.x, point.y, { zoom: state.transform[2] });
  };

  return (
    <canvas
      ref={element}
      role="img"
      aria-label="Minimap"
      className="nodrag nopan absolute right-3 bottom-6 z-[5] rounded-lg border border-line bg-surface"
      style={{ width, height, visibility: 'hidden' }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        moveView(event);
      }}
      onPointerMove={moveView}
    />
  );
}

function viewOf({ transform: [x, y, zoom], width: shown, height: tall }: ReactFlowState<FlowNode, FlowWire>): Box {
  return { x: -x / zoom, y: -y / zoom, width: shown / zoom, height: tall / zoom };
}

function isWithin(box: Box, view: Box): boolean {
  return (
    box.x >= view.x &&
    box.y >= view.y &&
    box.x + box.width <= view.x + view.width &&
    box.y + box.height <= view.y + view.height
  );
}

function scaleOf(state: ReactFlowState<FlowNode, FlowWire>): MinimapScale {
  return minimapScale([...state.nodes.map(boxOf), viewOf(state)], { width, height });
}

function paint(canvas: HTMLCanvasElement, state: ReactFlowState<FlowNode, FlowWire>): void {
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const ratio = window.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  pen.scale(ratio, ratio);
  const colors = getComputedStyle(canvas);
  const scale = scaleOf(state);
  const shown = new Map<string, string>();
  const colorOf = (name: string): string => {
    const known = shown.get(name) ?? colors.getPropertyValue(name);
    shown.set(name, known);
    return known;
  };
  for (const node of state.nodes) {
    const box = scale.toMap(boxOf(node));
    const color = node.type === 'card' ? `--runtime-${node.data.component?.badge ?? 'native'}` : '--line';
    pen.fillStyle = colorOf(node.selected ? '--accent' : color);
    pen.fillRect(box.x, box.y, Math.max(1.5, box.width), Math.max(1.5, box.height));
  }
  const view = scale.toMap(viewOf(state));
  pen.globalAlpha = 0.72;
  pen.fillStyle = colorOf('--app');
  pen.beginPath();
  pen.rect(0, 0, width, height);
  pen.rect(view.x, view.y, view.width, view.height);
  pen.fill('evenodd');
  pen.globalAlpha = 1;
  pen.strokeStyle = colorOf('--line-strong');
  pen.strokeRect(view.x, view.y, view.width, view.height);
}
