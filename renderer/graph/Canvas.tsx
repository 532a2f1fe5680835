import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStore,
  type EdgeTypes,
  type NodeTypes,
  type Viewport,
} from '@xyflow/react';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { usePreferences } from '../app/preferences.ts';
import { useSession, useSessionStore } from '../app/session.ts';
import { componentType } from '../palette/dragComponent.ts';
import { CanvasMenu } from './CanvasMenu.tsx';
import { CanvasToolbar } from './CanvasToolbar.tsx';
import { CanvasProvider, createCanvasStore, useCanvas, useCanvasStore } from './canvasStore.ts';
import { CommentCard } from './CommentCard.tsx';
import { detailAt, DetailProvider } from './detail.ts';
import { DraggedWire } from './DraggedWire.tsx';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { FindBar } from './FindBar.tsx';
import type { FlowNode, FlowWire } from './flowElements.ts';
import { addNode, type Point } from './graphSteps.ts';
import { GroupBoxes } from './GroupBoxes.tsx';
import { Guides } from './Guides.tsx';
import { Lasso } from './Lasso.tsx';
import { moveElements } from './moveElements.ts';
import { prefersReducedMotion } from './motion.ts';
import { Minimap } from './Minimap.tsx';
import { NodeCard } from './NodeCard.tsx';
import { QuickAdd } from './QuickAdd.tsx';
import { fitOptions, nodeElement, placeWithin, useCanvasActions } from './useCanvasActions.ts';
import { useCanvasClipboard } from './useCanvasClipboard.ts';
import { openNode, useCanvasKeys } from './useCanvasKeys.ts';
import { useFlowElements } from './useFlowElements.ts';
import { useWireGestures } from './useWireGestures.ts';
import { WireLine } from './WireLine.tsx';
import { WiringHint } from './WiringHint.tsx';

const nodeTypes: NodeTypes = { card: NodeCard, comment: CommentCard };
const edgeTypes: EdgeTypes = { wire: WireLine };
const grid: [number, number] = [8, 8];
const multiSelectionKeys = ['Shift', 'Control', 'Meta'];
/** Beyond this many nodes, those out of sight are not drawn. */
const allDrawnUpTo = 100;

export interface CanvasProps {
  /** Where the view was when this graph was last shown. */
  viewport: Viewport | undefined;
  onViewport: (viewport: Viewport) => void;
}

/** The graph in front (E1). Mounted anew for each graph. */
export function Canvas(props: CanvasProps) {
  const [store] = useState(createCanvasStore);
  return (
    <CanvasProvider value={store}>
      <ReactFlowProvider>
        <Surface {...props} />
      </ReactFlowProvider>
    </CanvasProvider>
  );
}

function Surface({ viewport, onViewport }: CanvasProps) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const surface = useRef<HTMLDivElement>(null);
  const flow = useReactFlow<FlowNode, FlowWire>();
  const snapToGrid = usePreferences((state) => state.snapToGrid);
  const showMinimap = usePreferences((state) => state.showMinimap);
  const quickAdd = useCanvas((state) => state.quickAdd);
  const lasso = useCanvas((state) => state.lasso);
  const finding = useCanvas((state) => state.finding);
  const { nodes, wires, hasPlaces, onNodesChange, onEdgesChange, placeOf } = useFlowElements();
  const detail = useStore(({ transform }) => detailAt(transform[2]));
  const pointer = useRef<Point | null>(null);
  const actions = useCanvasActions(surface, pointer);
  const onKeyDown = useCanvasKeys(surface, actions);
  const gestures = useWireGestures(surface);
  useCanvasClipboard(surface, actions);
  useReveal();
  useSelectionInView(surface);
  useFitOnceArranged(viewport === undefined, hasPlaces, actions.fitView);

  // React Flow renders every card again when a handler of theirs is another function than before (B9).
  const handlers = useMemo(() => {
    // React Flow tells where the pointer led them; where they are shown, flush with others, is what is kept.
    const moved = (dragged: FlowNode[]): void => {
      const { graph, applyStep } = session.getState();
      if (graph)
        applyStep(moveElements(graph, new Map(dragged.map((node) => [node.id, placeOf(node.id) ?? node.position]))));
    };
    return {
      onNodeDragStop: (_event: unknown, _node: FlowNode, dragged: FlowNode[]) => moved(dragged),
      onSelectionDragStop: (_event: unknown, dragged: FlowNode[]) => moved(dragged),
      onNodeDoubleClick: (_event: unknown, { id, type }: FlowNode) =>
        type === 'comment' ? canvas.getState().rename(id) : openNode(session.getState(), id),
      onEdgeDoubleClick: (event: { clientX: number; clientY: number }, { data }: FlowWire) => {
        const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        if (data) actions.addWirePoint(data.name, at);
      },
      onMoveEnd: (_event: unknown, moved: Viewport) => onViewport(moved),
    };
  }, [session, onViewport, canvas, flow, actions, placeOf]);

  const placeAt = (event: { clientX: number; clientY: number }): { x: number; y: number } =>
    flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });

  return (
    <DetailProvider value={detail}>
      <div
        ref={surface}
        tabIndex={-1}
        className="relative h-full min-h-0 outline-none"
        onKeyDown={onKeyDown}
        onDoubleClick={(event) => {
          if (!(event.target as HTMLElement).classList.contains('react-flow__pane')) return;
          canvas
            .getState()
            .openQuickAdd({ ...placeWithin(event.currentTarget, event), place: placeAt(event), from: null });
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
          <ReactFlow<FlowNode, FlowWire>
            nodes={nodes}
            edges={wires}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onNodesChange={onNodesChange}
            onEdgesChange={onEdgesChange}
            {...handlers}
            {...gestures}
            connectionLineComponent={DraggedWire}
            connectionRadius={24}
            connectOnClick={false}
            {...(viewport ? { defaultViewport: viewport } : { fitView: true, fitViewOptions: fitOptions })}
            minZoom={0.05}
            maxZoom={2.5}
            snapToGrid={snapToGrid}
            snapGrid={grid}
            selectionMode={SelectionMode.Partial}
            multiSelectionKeyCode={multiSelectionKeys}
            deleteKeyCode={null}
            panActivationKeyCode={null}
            disableKeyboardA11y
            zoomOnDoubleClick={false}
            edgesReconnectable={detail === 'full'}
            reconnectRadius={10}
            onlyRenderVisibleElements={nodes.length > allDrawnUpTo}
            elevateNodesOnSelect={false}
          >
            <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--grid)" />
            <GroupBoxes onMove={onNodesChange} placeOf={placeOf} />
            <Guides />
            {showMinimap && nodes.length > 0 && <Minimap />}
          </ReactFlow>
        </CanvasMenu>
        {nodes.length === 0 && <EmptyCanvas />}
        <CanvasToolbar actions={actions} />
        <WiringHint />
        {lasso && <Lasso />}
        {finding && <FindBar onClose={actions.focus} />}
        {quickAdd && (
          <QuickAdd
            request={quickAdd}
            onAdded={(node) => {
              session.getState().selectNode(node);
              surface.current?.focus();
            }}
          />
        )}
      </div>
    </DetailProvider>
  );
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

/** A graph without a layout gets one a moment after it was opened; then all of it is shown. */
function useFitOnceArranged(isNew: boolean, hasPlaces: boolean, fit: () => void): void {
  useEffect(() => {
    if (!isNew || !hasPlaces) return;
    const frame = requestAnimationFrame(fit);
    return () => cancelAnimationFrame(frame);
  }, [isNew, hasPlaces, fit]);
}
