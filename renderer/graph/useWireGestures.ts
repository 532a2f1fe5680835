import { useReactFlow, type Connection, type FinalConnectionState, type OnConnectStartParams } from '@xyflow/react';
import { useCallback, type RefObject } from 'react';
import { nodeTitle } from '#shared/graph/graph.ts';
import { formatPortType } from '#shared/graph/portType.ts';
import { useSessionStore } from '../app/session.ts';
import { useCanvasStore } from './canvasStore.ts';
import { whyNotConnect } from './connectionCheck.ts';
import type { FlowNode, FlowWire } from './flowElements.ts';
import { connectPorts } from './graphSteps.ts';
import { typeOfPort, type PortRef } from './nodePorts.ts';
import { fittingPort } from './quickAdd.ts';
import { placeWithin } from './useCanvasActions.ts';
import { refOfHandle } from './wiring.ts';

/** Drawing wires by pointer (E2): what is refused, what a dropped wire does on a port, on a card and on empty space. */
export function useWireGestures(surface: RefObject<HTMLDivElement | null>) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowWire>();

  const isValidConnection = useCallback(
    (wire: Connection | FlowWire): boolean => {
      const { graph, components } = session.getState();
      return graph !== null && whyNotConnect(graph, components, ...endsOf(wire)) === undefined;
    },
    [session],
  );
  const onConnect = useCallback(
    (wire: Connection): void => {
      const { graph, components, applyStep } = session.getState();
      if (graph) applyStep(connectPorts(graph, components, ...endsOf(wire)));
    },
    [session],
  );
  const onConnectStart = useCallback(
    (_event: unknown, { nodeId, handleId, handleType }: OnConnectStartParams): void => {
      if (nodeId !== null && handleType !== null)
        canvas.getState().dragWire(refOfHandle({ nodeId, id: handleId, type: handleType }));
    },
    [canvas],
  );
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, { isValid, fromHandle, toHandle }: FinalConnectionState): void => {
      canvas.getState().dragWire(null);
      const { graph, components, applyStep, notify } = session.getState();
      const point = 'changedTouches' in event ? event.changedTouches[0] : event;
      if (isValid || !fromHandle || !graph || !point) return;
      const from = refOfHandle(fromHandle);
      if (toHandle) {
        const reason = whyNotConnect(graph, components, from, refOfHandle(toHandle));
        const isSame = toHandle.nodeId === fromHandle.nodeId && toHandle.id === fromHandle.id;
        if (reason !== undefined && !isSame) notify(`Not wired: ${reason}.`);
        return;
      }
      const card = document.elementFromPoint(point.clientX, point.clientY)?.closest<HTMLElement>('.react-flow__node');
      const id = card?.dataset['id'];
      if (id === from.node) return;
      const node = id === undefined ? undefined : graph.processes[id];
      if (node) {
        const type = typeOfPort(graph, components, from);
        const component = components.get(node.component);
        const port = component && fittingPort(component, { side: from.side, type });
        if (!port) return notify(`Not wired: no port of ${nodeTitle(node)} fits ${formatPortType(type)}.`);
        const side = from.side === 'outports' ? 'inports' : 'outports';
        return applyStep(connectPorts(graph, components, from, { node: node.id, port: port.name, side }));
      }
      if (!surface.current) return;
      canvas.getState().openQuickAdd({
        ...placeWithin(surface.current, point),
        place: flow.screenToFlowPosition({ x: point.clientX, y: point.clientY }),
        from,
      });
    },
    [session, canvas, flow, surface],
  );
  return { isValidConnection, onConnect, onConnectStart, onConnectEnd };
}

function endsOf(wire: Connection | FlowWire): [PortRef, PortRef] {
  return [
    { node: wire.source, port: wire.sourceHandle ?? '', side: 'outports' },
    { node: wire.target, port: wire.targetHandle ?? '', side: 'inports' },
  ];
}
