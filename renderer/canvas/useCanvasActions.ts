import { useReactFlow } from '@xyflow/react';
import { useImperativeHandle, useMemo, type RefObject } from 'react';
import { connectionName } from '#shared/graph/graph.ts';
import { useSessionStore } from '../session/session.ts';
import { cardWidth, newCardSize } from './cards/cardGeometry.ts';
import { useCanvasHandle, type CanvasHandle } from '../commands/canvasHandle.ts';
import { useCanvasStore, type QuickAddRequest } from './canvasStore.ts';
import { addComment, commentSize } from '../graph/comments.ts';
import { detailAt } from './detail.ts';
import { startLayoutEngine } from './layout/elkWorker.ts';
import { commentElementId, type FlowNode, type FlowWire } from './flowElements.ts';
import { addNode, moveNodes } from '../graph/graphSteps.ts';
import { besideNode, bringIntoView, freeArea, roomOf } from './layout/placing.ts';
import type { Point } from '../graph/point.ts';
import { groupElement } from './groups/GroupName.tsx';
import { layoutGraph } from './layout/layoutGraph.ts';
import { prefersReducedMotion } from './motion.ts';
import { nodeElement } from './nodeElement.ts';
import { quickAddSize } from './quickAdd/candidates.ts';
import { insertPoint, routeWire, wirePoints } from '../graph/reroute.ts';
import { fitOptions } from './viewLimits.ts';
import { pasteText, selectedGroup } from '../commands/selectionActions.ts';

/** The canvas's actions, for its own parts and, through the handle, for everybody. */
export function useCanvasActions(
  surface: RefObject<HTMLDivElement | null>,
  pointer: RefObject<Point | null>,
): CanvasHandle {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowWire>();

  const actions = useMemo((): CanvasHandle => {
    const middle = (): { clientX: number; clientY: number; place: Point } => {
      const box = surface.current?.getBoundingClientRect() ?? new DOMRect();
      const clientX = box.x + box.width / 2;
      const clientY = box.y + box.height / 2;
      return { clientX, clientY, place: flow.screenToFlowPosition({ x: clientX, y: clientY }) };
    };
    return {
      fitView: () => void flow.fitView({ ...fitOptions, duration: prefersReducedMotion() ? 0 : 200 }),
      zoomIn: () => void flow.zoomIn({ duration: prefersReducedMotion() ? 0 : 120 }),
      zoomOut: () => void flow.zoomOut({ duration: prefersReducedMotion() ? 0 : 120 }),
      arrange: async () => {
        const { graph, components, selection } = session.getState();
        if (!graph) return;
        const only = selection.nodes.length > 1 ? new Set(selection.nodes) : undefined;
        const engine = startLayoutEngine();
        try {
          const places = await layoutGraph(engine, graph, components, only);
          const corner = only ? cornerOf(flow, selection.nodes) : { x: 0, y: 0 };
          session.getState().applyStep(moveNodes(graph, placedFrom(places, corner), 'Arrange'));
          // The new places reach React Flow with the next rendering.
          if (!only) setTimeout(() => void flow.fitView(fitOptions), 50);
        } catch (error) {
          session.getState().notifyError(error);
        } finally {
          engine.terminateWorker();
        }
      },
      quickAdd: () => {
        if (!surface.current) return;
        const { place, ...point } = middle();
        const { at, room } = placeWithin(surface.current, point);
        const { wiringFrom, reconnecting, endWire, openQuickAdd } = canvas.getState();
        const from = reconnecting === null ? wiringFrom : null;
        const { nodes } = session.getState().selection;
        const beside = from
          ? besideNode(flow, from.node, from.side)
          : besideNode(flow, nodes.length === 1 ? nodes[0] : undefined);
        // Beside the node that it goes on from, so that this stays in sight.
        const spot = beside && flow.flowToScreenPosition(beside);
        const corner = spot
          ? placeWithin(surface.current, {
              clientX: from?.side === 'inports' ? spot.x - quickAddSize.width : spot.x,
              clientY: spot.y,
            }).at
          : { x: at.x - quickAddSize.width / 2, y: at.y - quickAddSize.height / 2 };
        if (from) endWire();
        openQuickAdd({ at: corner, room, place: beside ?? cornerAround(place), from, isExact: false });
      },
      addComponent: (component) => {
        const { graph, components, applyStep, selectNode, selection } = session.getState();
        if (!graph) return;
        const beside = besideNode(flow, selection.nodes.length === 1 ? selection.nodes[0] : undefined);
        const size = newCardSize(component);
        const place = freeArea(flow, beside ?? cornerAround(middle().place), size);
        const step = addNode(graph, components, component, place);
        applyStep(step);
        selectNode(step.id);
        if (surface.current) bringIntoView(flow, roomOf(surface.current), { ...place, ...size });
      },
      addComment: () => {
        const { graph, applyStep, select } = session.getState();
        if (!graph) return;
        const { x, y } = middle().place;
        const corner = { x: x - commentSize.width / 2, y: y - commentSize.height / 2 };
        const step = addComment(graph, freeArea(flow, corner, commentSize));
        applyStep(step);
        select({ nodes: [], wires: [], comments: [step.id] });
        canvas.getState().rename(commentElementId(step.id));
      },
      renameSelected: () => {
        const { selection } = session.getState();
        const group = selectedGroup(session.getState());
        const [comment] = selection.comments ?? [];
        const [id] = selection.nodes;
        if (comment !== undefined) return canvas.getState().rename(commentElementId(comment));
        if (group !== undefined && selection.nodes.length > 1) return canvas.getState().rename(groupElement(group));
        if (id === undefined) return;
        if (detailAt(flow.getZoom()) === 'block') session.getState().revealNode(id);
        canvas.getState().rename(id);
      },
      toggleLasso: () => canvas.getState().setLasso(!canvas.getState().lasso),
      find: () => canvas.getState().setFinding(true),
      toggleLegend: () => canvas.getState().setLegend(!canvas.getState().legend),
      addWirePoint: (wire = session.getState().selection.wires[0], at) => {
        const { graph, applyStep, select } = session.getState();
        const connection = graph?.connections.find((one) => connectionName(one) === wire);
        const line = wire === undefined ? null : wireElement(surface.current, flow, wire);
        if (!graph || !connection || !line || wire === undefined) return;
        const length = line.getTotalLength();
        const [from, middleOfLine, to] = [0, length / 2, length].map((along) => line.getPointAtLength(along));
        const points = insertPoint(from!, wirePoints(connection), to!, at ?? middleOfLine!);
        applyStep(routeWire(graph, wire, points, 'Add a point to a wire'));
        select({ nodes: [], wires: [wire] });
      },
      reconnectSelected: () => {
        const { graph, selection } = session.getState();
        const [wire] = selection.wires;
        const from = graph?.connections.find((one) => connectionName(one) === wire)?.from;
        if (!from || wire === undefined) return;
        canvas.getState().beginWire({ node: from.nodeId, port: from.portId, side: 'outports' }, wire);
        const outports = nodeElement(surface.current, from.nodeId)?.querySelectorAll<HTMLElement>('.source') ?? [];
        const lower = from.portId.toLowerCase();
        [...outports].find((port) => port.dataset['handleid']?.toLowerCase() === lower)?.focus();
      },
      paste: (text) => pasteText(session.getState(), text, pointer.current ?? undefined),
      focus: () => {
        const [id] = session.getState().selection.nodes;
        const node = id === undefined ? null : nodeElement(surface.current, id);
        (node ?? surface.current)?.focus();
      },
    };
  }, [session, canvas, flow, surface, pointer]);

  useImperativeHandle(useCanvasHandle(), () => actions, [actions]);
  return actions;
}

/** A point of the window as one of the canvas, and how much room there is. */
export function placeWithin(
  surface: HTMLElement,
  { clientX, clientY }: { clientX: number; clientY: number },
): Pick<QuickAddRequest, 'at' | 'room'> {
  const { x, y, width, height } = surface.getBoundingClientRect();
  return { at: { x: clientX - x, y: clientY - y }, room: { width, height } };
}

/** The line of a wire, by `connectionName`; null while it is not drawn. */
function wireElement(surface: HTMLElement | null, flow: Pick<Flow, 'getEdges'>, wire: string): SVGPathElement | null {
  const id = flow.getEdges().find((edge) => edge.data?.name === wire)?.id ?? '';
  return surface?.querySelector(`.react-flow__edge[data-id="${CSS.escape(id)}"] .react-flow__edge-path`) ?? null;
}

type Flow = ReturnType<typeof useReactFlow<FlowNode, FlowWire>>;

function cornerOf(flow: Pick<Flow, 'getInternalNode'>, ids: readonly string[]): Point {
  const places = ids.map((id) => flow.getInternalNode(id)?.position).filter((place) => place !== undefined);
  return { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) };
}

function placedFrom(places: ReadonlyMap<string, Point>, corner: Point): Map<string, Point> {
  const left = Math.min(...[...places.values()].map(({ x }) => x));
  const top = Math.min(...[...places.values()].map(({ y }) => y));
  return new Map([...places].map(([id, { x, y }]) => [id, { x: x - left + corner.x, y: y - top + corner.y }]));
}

/** A corner from which a card with a few ports has a place in its middle. */
function cornerAround({ x, y }: Point): Point {
  return { x: x - cardWidth / 2, y: y - 60 };
}
