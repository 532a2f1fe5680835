import { useReactFlow } from '@xyflow/react';
import type { KeyboardEvent, RefObject } from 'react';
import { useSessionStore } from '../session/session.ts';
import { boxOf } from './box.ts';
import { useCanvasStore } from './canvasStore.ts';
import { whyNotConnect } from '../graph/connectionCheck.ts';
import { commentElementId, commentOfElement, type FlowNode, type FlowWire } from './flowElements.ts';
import { connectPorts, reconnectWire } from '../graph/graphSteps.ts';
import { moveElements } from './moveElements.ts';
import type { PortRef } from '../graph/nodePorts.ts';
import { bringIntoView, roomOf } from './layout/placing.ts';
import { arrowDirections, nearestInDirection, nudge, shifted, type Direction } from './layout/spatial.ts';
import { nodeElement } from './nodeElement.ts';

/**
 * Keys of the canvas (E8): arrows move among nodes, with Shift select them on the way and, with Alt, move them; Enter opens; `.` begins a wire from the focused port or
 * the node's first outport, Tab goes among the ports that fit, Enter wires, Escape gives up.
 */
export function useCanvasKeys(surface: RefObject<HTMLDivElement | null>) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowWire>();

  const move = (node: string, direction: Direction, isAdded: boolean): void => {
    const cards = flow.getNodes().filter(({ type }) => type === 'card');
    const next = nearestInDirection(cards, node, direction);
    if (next === undefined) return;
    const { selection, select } = session.getState();
    select({ nodes: isAdded ? [...new Set([...selection.nodes, node, next])] : [next], wires: [] });
    focusNode(next);
  };

  const focusNode = (id: string): void => {
    const element = nodeElement(surface.current, id);
    if (element) return element.focus();
    // Of a large graph only what is in sight is drawn.
    const node = flow.getNode(id);
    if (node && surface.current) bringIntoView(flow, roomOf(surface.current), boxOf(node));
    requestAnimationFrame(() => requestAnimationFrame(() => nodeElement(surface.current, id)?.focus()));
  };

  const nudgeSelection = (node: string, direction: Direction): void => {
    const { graph, selection, applyStep } = session.getState();
    if (!graph) return;
    const comments = (selection.comments ?? []).map(commentElementId);
    const selected = [...selection.nodes, ...comments];
    const ids = selected.includes(node) ? selected : [node];
    const places = new Map(
      ids.map((id) => [id, shifted(flow.getNode(id)?.position ?? { x: 0, y: 0 }, direction, nudge)]),
    );
    applyStep(moveElements(graph, places));
  };

  const beginWire = (node: string, focused: PortRef | undefined): void => {
    const { graph, components } = session.getState();
    const first = components.get(graph?.processes[node]?.component ?? '')?.outports[0];
    const from = focused ?? (first && { node, port: first.name, side: 'outports' as const });
    if (!from) return;
    canvas.getState().beginWire(from);
    nodeElement(surface.current, from.node)?.querySelector<HTMLElement>(handleSelector(from))?.focus();
  };

  /** Leads from port to port that fits, around; false where none does. */
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

  const finishWire = (from: PortRef, to: PortRef): void => {
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

  return (event: KeyboardEvent<HTMLDivElement>): void => {
    const target = event.target as HTMLElement;
    if (event.defaultPrevented || target.closest('input, textarea, [role="dialog"]')) return;
    const port = focusedPort(target);
    const node = target.closest<HTMLElement>('.react-flow__node')?.dataset['id'];
    const { wiringFrom } = canvas.getState();
    const handled = (): boolean => {
      if (event.key === 'Escape' && wiringFrom) return (canvas.getState().endWire(), true);
      if (event.key === 'Tab' && wiringFrom) return goToFittingPort(target, event.shiftKey ? -1 : 1);
      if (event.key === 'Escape' && canvas.getState().lasso) return (canvas.getState().setLasso(false), true);
      if (event.key === 'Escape') return (session.getState().select({ nodes: [], wires: [] }), true);
      if (event.ctrlKey || event.metaKey) return false;
      const wire = wireOf(target, flow.getEdges());
      if (wire !== undefined && selectsWire(event.key)) {
        session.getState().select({ nodes: [], wires: [wire] });
        // The Delete command then finds it selected.
        return event.key === 'Enter' || event.key === ' ';
      }
      if (node === undefined) return false;
      if (commentOfElement(node) !== undefined && (event.key === 'Enter' || event.key === ' '))
        return (canvas.getState().rename(node), true);
      if (event.key === '.') return (beginWire(node, port), true);
      // Space is quick-add, a command; while a wire is drawn it wires the new node.
      if (event.key === ' ' && wiringFrom) return false;
      if (event.key === 'Enter' || event.key === ' ') {
        if (port && wiringFrom) return (finishWire(wiringFrom, port), true);
        if (port) return (beginWire(node, port), true);
        return event.key === 'Enter' && (openNode(session.getState(), node), true);
      }
      const direction = arrowDirections[event.key];
      if (!direction) return false;
      if (event.altKey) nudgeSelection(node, direction);
      else move(node, direction, event.shiftKey);
      return true;
    };
    if (!handled()) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** Opens what a node is made of: its graph, or its file at its declaration; otherwise it is only selected. */
export function openNode(
  {
    graph,
    components,
    openFile,
    selectNode,
    enterSubgraph,
  }: ReturnType<ReturnType<typeof useSessionStore>['getState']>,
  id: string,
): void {
  const component = components.get(graph?.processes[id]?.component ?? '');
  selectNode(id);
  if (component?.kind === 'graph') void enterSubgraph(id);
  else if (component?.file) openFile(component.file, component.line ?? undefined);
}

function selectsWire(key: string): boolean {
  return ['Enter', ' ', 'Delete', 'Backspace'].includes(key);
}

/** The wire that has the focus, by `connectionName`. */
function wireOf(target: HTMLElement, wires: readonly FlowWire[]): string | undefined {
  const id = target.closest('.react-flow__edge')?.getAttribute('data-id');
  return id === null || id === undefined ? undefined : wires.find((wire) => wire.id === id)?.data?.name;
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
