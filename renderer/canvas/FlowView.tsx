import {
  Background,
  BackgroundVariant,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  type EdgeTypes,
  type NodeTypes,
  type Viewport,
} from '@xyflow/react';
import { useEffect, useMemo, type MouseEvent, type RefObject } from 'react';
import { usePreferences } from '../preferences/preferences.ts';
import { selectedCount, useSessionStore } from '../session/session.ts';
import type { CanvasHandle } from '../commands/canvasHandle.ts';
import { useCanvasStore } from './canvasStore.ts';
import { CommentCard } from './cards/CommentCard.tsx';
import { useDetail } from './detail.ts';
import { DraggedWire } from './wires/DraggedWire.tsx';
import type { FlowNode, FlowWire } from './flowElements.ts';
import type { FlowStore } from './flowStore.ts';
import { GroupBoxes } from './groups/GroupBoxes.tsx';
import { Guides } from './layout/Guides.tsx';
import { Minimap } from './Minimap.tsx';
import { gridStep, moveElements } from './moveElements.ts';
import { NodeCard } from './cards/NodeCard.tsx';
import { PaintedWires } from './wires/PaintedWires.tsx';
import { zoomLimits } from './viewLimits.ts';
import { openNode } from './keys/openNode.ts';
import { useInSight } from './useInSight.ts';
import { useFlowElements } from './useFlowElements.ts';
import { useWireGestures } from './wires/useWireGestures.ts';
import { WireLine } from './wires/WireLine.tsx';

const nodeTypes: NodeTypes = { card: NodeCard, comment: CommentCard };
const edgeTypes: EdgeTypes = { wire: WireLine };
const grid: [number, number] = [gridStep, gridStep];
const multiSelectionKeys = ['Shift', 'Control', 'Meta'];
/** Beyond this many nodes, those out of sight are not drawn or followed, and from afar wires are painted. */
const allDrawnUpTo = 100;
const noWires: FlowWire[] = [];

export interface ViewportProps {
  /** Where the view was when this graph was last shown. */
  viewport: Viewport | undefined;
  onViewport: (viewport: Viewport) => void;
}

interface FlowViewProps extends ViewportProps {
  elements: FlowStore;
  /** Where the view begins. */
  start: Viewport;
  surface: RefObject<HTMLDivElement | null>;
  actions: CanvasHandle;
}

/** What React Flow shows. While something is dragged neither this nor the cards render, only the wires that follow (B9). */
export function FlowView({ elements, start, viewport, onViewport, surface, actions }: FlowViewProps) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowWire>();
  const snapToGrid = usePreferences((state) => state.snapToGrid);
  const showMinimap = usePreferences((state) => state.showMinimap);
  const { nodes, wires, hasPlaces, onNodesChange, onEdgesChange, placeOf } = useFlowElements(elements);
  const detail = useDetail();
  const isLarge = nodes.length > allDrawnUpTo;
  const isPainted = detail === 'block' && isLarge;
  useInSight(isLarge);
  const gestures = useWireGestures(surface);
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
      // React Flow leaves several selected when one of them is clicked.
      onNodeClick: ({ shiftKey, ctrlKey, metaKey }: MouseEvent, { id, type, data }: FlowNode) => {
        const { selection, select, selectNode } = session.getState();
        if (shiftKey || ctrlKey || metaKey || selectedCount(selection) < 2) return;
        if (type === 'card') selectNode(id);
        else select({ nodes: [], wires: [], comments: [data.comment.id] });
      },
      onNodeDoubleClick: (_event: unknown, { id, type }: FlowNode) =>
        type === 'comment' ? canvas.getState().rename(id) : openNode(session.getState(), id),
      onEdgeDoubleClick: (event: { clientX: number; clientY: number }, { data }: FlowWire) => {
        const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        if (data) actions.addWirePoint(data.name, at);
      },
      onMoveEnd: (_event: unknown, moved: Viewport) => onViewport(moved),
    };
  }, [session, onViewport, canvas, flow, actions, placeOf]);

  return (
    <ReactFlow<FlowNode, FlowWire>
      nodes={nodes}
      edges={isPainted ? noWires : wires}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      {...handlers}
      {...gestures}
      connectionLineComponent={DraggedWire}
      connectionRadius={24}
      connectOnClick={false}
      defaultViewport={start}
      {...zoomLimits}
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
      onlyRenderVisibleElements={isLarge}
      elevateNodesOnSelect={false}
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--grid)" />
      <GroupBoxes onMove={onNodesChange} placeOf={placeOf} />
      <Guides />
      {isPainted && <PaintedWires nodes={nodes} wires={wires} />}
      {showMinimap && nodes.length > 0 && <Minimap />}
    </ReactFlow>
  );
}

/** A graph without a layout gets one a moment after it was opened; then all of it is shown. */
function useFitOnceArranged(isNew: boolean, hasPlaces: boolean, fit: () => void): void {
  useEffect(() => {
    if (!isNew || !hasPlaces) return;
    const frame = requestAnimationFrame(fit);
    return () => cancelAnimationFrame(frame);
  }, [isNew, hasPlaces, fit]);
}
