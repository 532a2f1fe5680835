import type { RefObject } from 'react';
import { whyNotConnect } from '../../graph/connectionCheck.ts';
import { connectPorts, reconnectWire } from '../../graph/graphSteps.ts';
import type { PortRef } from '../../graph/nodePorts.ts';
import { useSessionStore } from '../../session/session.ts';
import { useCanvasStore } from '../canvasStore.ts';
import { nodeElement } from '../nodeElement.ts';

/** Drawing wires by keyboard (E8): begun at a port, led from port to port that fits, ended at one. */
export function useKeyboardWiring(surface: RefObject<HTMLDivElement | null>) {
  const session = useSessionStore();
  const canvas = useCanvasStore();

  /** From the port that has the focus, else from the node's first outport. */
  const begin = (node: string, focused: PortRef | undefined): void => {
    const { graph, components } = session.getState();
    const first = components.get(graph?.processes[node]?.component ?? '')?.outports[0];
    const from = focused ?? (first && { node, port: first.name, side: 'outports' as const });
    if (!from) return;
    canvas.getState().beginWire(from);
    nodeElement(surface.current, from.node)?.querySelector<HTMLElement>(handleSelector(from))?.focus();
  };

  /** Leads to the next port that fits, around; false where none does. */
  const goToFittingPort = (from: EventTarget, step: 1 | -1): boolean => {
    const ports = [...(surface.current?.querySelectorAll<HTMLElement>('.port-origin, .port-fits') ?? [])];
    const focused = ports.findIndex((port) => port === from);
    const start = focused < 0 ? ports.findIndex((port) => port.classList.contains('port-origin')) : focused;
    const ordered = [...ports.slice(start + 1), ...ports.slice(0, start + 1)];
    const next = (step === 1 ? ordered : ordered.slice(0, -1).toReversed()).find((port) =>
      port.classList.contains('port-fits'),
    );
    next?.focus();
    return next !== undefined;
  };

  const finish = (from: PortRef, to: PortRef): void => {
    const { graph, components, applyStep, notify } = session.getState();
    if (!graph) return;
    const { reconnecting } = canvas.getState();
    const reason = whyNotConnect(graph, components, from, to, reconnecting);
    if (reason !== undefined) return notify(`Not wired: ${reason}.`);
    applyStep(
      reconnecting === null
        ? connectPorts(graph, components, from, to)
        : reconnectWire(graph, components, reconnecting, from, to),
    );
    canvas.getState().endWire();
  };

  return { begin, goToFittingPort, finish };
}

function handleSelector({ port, side }: PortRef): string {
  return `.react-flow__handle.${side === 'outports' ? 'source' : 'target'}[data-handleid="${CSS.escape(port)}"]`;
}
