import { useReactFlow, type Connection, type FinalConnectionState, type OnConnectStartParams } from '@xyflow/react';
import { useCallback, type RefObject } from 'react';
import { nodeTitle } from '#shared/graph/graph.ts';
import { formatPortType } from '#shared/actor/portType.ts';
import { useSessionStore } from '../../session/session.ts';
import { useCanvasStore } from '../canvasStore.ts';
import { whyNotConnect } from '../../graph/connectionCheck.ts';
import type { FlowNode, FlowWire } from '../flowElements.ts';
import { connectPorts, reconnectWire } from '../../graph/graphSteps.ts';
import { typeOfPort, type PortRef } from '../../graph/nodePorts.ts';
import { fittingPort } from '../quickAdd/candidates.ts';
import { placeWithin } from '../useCanvasActions.ts';
import { refOfHandle } from './wiring.ts';

/** Drawing wires by pointer (E2): what is refused, what a dropped wire does on a port, on a card and on empty space. */
export function useWireGestures(surface: RefObject<HTMLDivElement | null>) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowWire>();

  const isValidConnection = useCallback(
    (wire: Connection | FlowWire): boolean => {
      const { graph, components } = session.getState();
      const { reconnecting } = canvas.getState();
      return graph !== null && whyNotConnect(graph, components, ...endsOf(wire), reconnecting) === undefined;
    },
    [session, canvas],
  );
  const onConnect = useCallback(
    (wire: Connection): void => {
      const { graph, components, applyStep } = session.getState();
      if (graph) applyStep(connectPorts(graph, components, ...endsOf(wire)));
    },
    [session],
  );
  const onReconnectStart = useCallback(
    (_event: unknown, wire: FlowWire): void => canvas.getState().reconnect(wire.data?.name ?? null),
    [canvas],
  );
  const onReconnect = useCallback(
    (old: FlowWire, wire: Connection): void => {
      const { graph, components, applyStep } = session.getState();
      if (graph && old.data) applyStep(reconnectWire(graph, components, old.data.name, ...endsOf(wire)));
    },
    [session],
  );
  const onReconnectEnd = useCallback((): void => canvas.getState().reconnect(null), [canvas]);
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
      const { reconnecting } = canvas.getState();
      if (toHandle) {
        const reason = whyNotConnect(graph, components, from, refOfHandle(toHandle), reconnecting);
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
        const to = { node: node.id, port: port.name, side } as const;
        return applyStep(
          reconnecting === null
            ? connectPorts(graph, components, from, to)
            : reconnectWire(graph, components, reconnecting, from, to),
        );
      }
      // The end of a wire that is let go on empty space stays where it was.
      if (reconnecting !== null || !surface.current) return;
      canvas.getState().openQuickAdd({
        ...placeWithin(surface.current, point),
        place: flow.screenToFlowPosition({ x: point.clientX, y: point.clientY }),
        isExact: true,
        from,
      });
    },
    [session, canvas, flow, surface],
  );
  return {
    isValidConnection,
    onConnect,
    onConnectStart,
    onConnectEnd,
    onReconnect,
    onReconnectStart,
    onReconnectEnd,
  };
}

function endsOf(wire: Connection | FlowWire): [PortRef, PortRef] {
  return [
    { node: wire.source, port: wire.sourceHandle ?? '', side: 'outports' },
    { node: wire.target, port: wire.targetHandle ?? '', side: 'inports' },
  ];
}
