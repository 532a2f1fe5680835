import { useReactFlow } from '@xyflow/react';
import type { KeyboardEvent, RefObject } from 'react';
import { useSessionStore } from '../app/session.ts';
import type { CanvasHandle } from './canvasHandle.ts';
import { useCanvasStore } from './canvasStore.ts';
import { whyNotConnect } from './connectionCheck.ts';
import type { FlowNode, FlowWire } from './flowElements.ts';
import { connectPorts, moveNodes } from './graphSteps.ts';
import type { PortRef } from './nodePorts.ts';
import { nearestInDirection, shifted, type Direction } from './spatial.ts';
import { nodeElement } from './useCanvasActions.ts';

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

const nudge = 8;

/**
 * Keys of the canvas (E8): arrows move among nodes and, with Alt, move them; Enter opens; `.` begins a wire from the focused port or
 * the node's first outport, Tab goes among the ports that fit, Enter wires, Escape gives up; Space opens quick-add.
 */
export function useCanvasKeys(surface: RefObject<HTMLDivElement | null>, actions: CanvasHandle) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowWire>();

  const move = (node: string, direction: Direction): void => {
    const next = nearestInDirection(flow.getNodes(), node, direction);
    if (next === undefined) return;
    session.getState().selectNode(next);
    nodeElement(surface.current, next)?.focus();
  };

  const nudgeSelection = (node: string, direction: Direction): void => {
    const { graph, selection, applyStep } = session.getState();
    if (!graph) return;
    const ids = selection.nodes.includes(node) ? selection.nodes : [node];
    const places = ids.map(
      (id) => [id, shifted(flow.getNode(id)?.position ?? { x: 0, y: 0 }, direction, nudge)] as const,
    );
    applyStep(moveNodes(graph, new Map(places)));
  };

  const beginWire = (node: string, focused: PortRef | undefined): void => {
    const { graph, components } = session.getState();
    const first = components.get(graph?.processes[node]?.component ?? '')?.outports[0];
    const from = focused ?? (first && { node, port: first.name, side: 'outports' as const });
    if (!from) return;
    canvas.getState().beginWire(from);
    nodeElement(surface.current, from.node)?.querySelector<HTMLElement>(handleSelector(from))?.focus();
  };

  const finishWire = (from: PortRef, to: PortRef): void => {
    const { graph, components, applyStep, notify } = session.getState();
    if (!graph) return;
    const reason = whyNotConnect(graph, components, from, to);
    if (reason !== undefined) return notify(`Not wired: ${reason}.`);
    applyStep(connectPorts(graph, components, from, to));
    canvas.getState().endWire();
  };

  return (event: KeyboardEvent<HTMLDivElement>): void => {
    const target = event.target as HTMLElement;
    if (event.defaultPrevented || target.closest('input, textarea, [role="dialog"]')) return;
    const port = focusedPort(target);
    const node = target.closest<HTMLElement>('.react-flow__node')?.dataset['id'];
    const { wiringFrom } = canvas.getState();
    const handled = (): boolean => {
      if (event.key === 'Escape' && wiringFrom) return (canvas.getState().endWire(), true);
      if (event.ctrlKey || event.metaKey) return false;
      if (event.key === ' ' && !port) return (actions.quickAdd(), true);
      if (node === undefined) return false;
      if (event.key === '.') return (beginWire(node, port), true);
      if (event.key === 'Enter' || event.key === ' ') {
        if (port && wiringFrom) return (finishWire(wiringFrom, port), true);
        if (port) return (beginWire(node, port), true);
        return (openNode(session.getState(), node), true);
      }
      const direction = directions[event.key];
      if (!direction) return false;
      if (event.altKey) nudgeSelection(node, direction);
      else move(node, direction);
      return true;
    };
    if (!handled()) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** Opens what a node is made of: its file at its declaration; otherwise it is only selected. */
export function openNode(
  { graph, components, openFile, selectNode }: ReturnType<ReturnType<typeof useSessionStore>['getState']>,
  id: string,
): void {
  const component = components.get(graph?.processes[id]?.component ?? '');
  selectNode(id);
  if (component?.file) openFile(component.file, component.line ?? undefined);
}

function handleSelector({ port, side }: PortRef): string {
  return `.react-flow__handle.${side === 'outports' ? 'source' : 'target'}[data-handleid="${CSS.escape(port)}"]`;
}

function focusedPort(target: HTMLElement): PortRef | undefined {
  const handle = target.closest<HTMLElement>('.react-flow__handle');
  const { nodeid, handleid } = handle?.dataset ?? {};
  if (!handle || nodeid === undefined || handleid === undefined) return undefined;
  return { node: nodeid, port: handleid, side: handle.classList.contains('source') ? 'outports' : 'inports' };
}
