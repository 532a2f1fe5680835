import { ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Graph } from '#shared/graph/graph.ts';
import { useSession, useSessionStore } from '../session/session.ts';
import { componentType } from '../palette/dragComponent.ts';
import { boxOf } from './box.ts';
import { CanvasMenu } from './CanvasMenu.tsx';
import { CanvasToolbar } from './CanvasToolbar.tsx';
import { CanvasProvider, createCanvasStore, useCanvas, useCanvasStore } from './canvasStore.ts';
import { commentsOf } from '../graph/comments.ts';
import { detailAt, DetailProvider } from './detail.ts';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { FindBar } from './FindBar.tsx';
import type { FlowNode, FlowWire } from './flowElements.ts';
import { createFlowStore } from './flowStore.ts';
import { FlowView, type ViewportProps } from './FlowView.tsx';
import { addNode } from '../graph/graphSteps.ts';
import { nodeElement } from './nodeElement.ts';
import { bringIntoView, roomOf } from './layout/placing.ts';
import type { Point } from '../graph/point.ts';
import { Lasso } from './Lasso.tsx';
import { prefersReducedMotion } from './motion.ts';
import { QuickAdd } from './quickAdd/QuickAdd.tsx';
import { placeWithin, useCanvasActions } from './useCanvasActions.ts';
import { useCanvasClipboard } from './useCanvasClipboard.ts';
import { useCanvasKeys } from './keys/useCanvasKeys.ts';
import { useStart } from './useStart.ts';
import { useNoMeasuring } from './useNoMeasuring.ts';
import { WiringHint } from './wires/WiringHint.tsx';

/** The graph in front (E1). Mounted anew for each graph. */
export function Canvas(props: ViewportProps) {
  const [store] = useState(createCanvasStore);
  return (
    <CanvasProvider value={store}>
      <ReactFlowProvider>
        <Surface {...props} />
      </ReactFlowProvider>
    </CanvasProvider>
  );
}

function Surface({ viewport, onViewport }: ViewportProps) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const surface = useRef<HTMLDivElement>(null);
  const flow = useReactFlow<FlowNode, FlowWire>();
  const quickAdd = useCanvas((state) => state.quickAdd);
  const lasso = useCanvas((state) => state.lasso);
  const finding = useCanvas((state) => state.finding);
  const isEmpty = useSession(({ graph }) => graph === null || isEmptyGraph(graph));
  const [elements] = useState(() => createFlowStore(session.getState()));
  const start = useStart(surface, elements, viewport);
  const detail = useStore(({ transform }) => detailAt(transform[2]));
  const pointer = useRef<Point | null>(null);
  const actions = useCanvasActions(surface, pointer);
  const onKeyDown = useCanvasKeys(surface);
  useCanvasClipboard(surface, actions);
  useNoMeasuring();
  useReveal();
  useSelectionInView(surface);

  const placeAt = (event: { clientX: number; clientY: number }): { x: number; y: number } =>
    flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });

  return (
    <DetailProvider value={detail}>
      <div
        ref={surface}
        tabIndex={-1}
        className="@container relative h-full min-h-0 outline-none"
        onKeyDown={onKeyDown}
        onFocus={({ target, currentTarget }) => {
          // Whoever goes there by keyboard sees where they are.
          const id = target.closest<HTMLElement>('.react-flow__node')?.dataset['id'];
          const node = id === undefined || !target.matches(':focus-visible') ? undefined : flow.getNode(id);
          if (node) bringIntoView(flow, roomOf(currentTarget), boxOf(node));
        }}
        onDoubleClick={(event) => {
          if (!(event.target as HTMLElement).classList.contains('react-flow__pane')) return;
          canvas.getState().openQuickAdd({
            ...placeWithin(event.currentTarget, event),
            place: placeAt(event),
            isExact: true,
            from: null,
          });
        }}
        onPointerMove={(event) => {
          pointer.current = placeAt(event);
        }}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(componentType)) return;
          event.preventDefault();
          event.dataTransfer.dropEffect = 'copy';
        }}
        onDrop={(event) => {
          const { graph, components, applyStep, selectNode } = session.getState();
          const component = components.get(event.dataTransfer.getData(componentType));
          if (!component || !graph) return;
          event.preventDefault();
          const step = addNode(graph, components, component, placeAt(event));
          applyStep(step);
          selectNode(step.id);
        }}
      >
        <CanvasMenu>
          {start && <FlowView {...{ elements, start, viewport, onViewport, surface, actions }} />}
        </CanvasMenu>
        {isEmpty && <EmptyCanvas />}
        <CanvasToolbar />
        <WiringHint />
        {lasso && <Lasso />}
        {finding && <FindBar onClose={actions.focus} />}
        {quickAdd && (
          <QuickAdd
            request={quickAdd}
            onAdded={(node) => {
              session.getState().selectNode(node);
              surface.current?.focus();
              // Its card is there a moment later.
              requestAnimationFrame(() => requestAnimationFrame(actions.focus));
            }}
          />
        )}
      </div>
    </DetailProvider>
  );
}

function isEmptyGraph(graph: Graph): boolean {
  return Object.keys(graph.processes).length === 0 && commentsOf(graph).length === 0;
}

/** Brings a node into view when a row elsewhere leads to it (E7). */
function useReveal(): void {
  const flow = useReactFlow();
  const revealed = useSession((state) => state.revealed);
  useEffect(() => {
    if (!revealed) return;
    const duration = prefersReducedMotion() ? 0 : 250;
    void flow.fitView({ nodes: [{ id: revealed.node }], maxZoom: 1, padding: 0.6, duration });
  }, [flow, revealed]);
}

/** Keeps the selected node in sight when the canvas becomes narrower, as when its code opens beside it. */
function useSelectionInView(surface: RefObject<HTMLDivElement | null>): void {
  const flow = useReactFlow();
  const session = useSessionStore();
  useEffect(() => {
    const element = surface.current;
    if (!element) return;
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      const isNarrower = element.clientWidth < width - 80;
      width = element.clientWidth;
      const [id] = session.getState().selection.nodes;
      const box = id === undefined || !isNarrower ? undefined : nodeElement(element, id)?.getBoundingClientRect();
      if (!box || box.right <= element.getBoundingClientRect().right) return;
      const { x, y, zoom } = flow.getViewport();
      void flow.setViewport({ x: x - (box.right - element.getBoundingClientRect().right) - 24, y, zoom });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [flow, session, surface]);
}
