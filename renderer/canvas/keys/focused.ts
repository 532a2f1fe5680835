import type { PortRef } from '../../graph/nodePorts.ts';
import type { FlowWire } from '../flowElements.ts';

/** The element of the canvas, node or comment, that has the focus or holds what has it. */
export function focusedElement(target: HTMLElement): string | undefined {
  return target.closest<HTMLElement>('.react-flow__node')?.dataset['id'];
}

export function focusedPort(target: HTMLElement): PortRef | undefined {
  const handle = target.closest<HTMLElement>('.react-flow__handle');
  const { nodeid, handleid } = handle?.dataset ?? {};
  if (!handle || nodeid === undefined || handleid === undefined) return undefined;
  return { node: nodeid, port: handleid, side: handle.classList.contains('source') ? 'outports' : 'inports' };
}

/** The wire that has the focus, by `connectionName`. */
export function focusedWire(target: HTMLElement, wires: readonly FlowWire[]): string | undefined {
  const id = target.closest('.react-flow__edge')?.getAttribute('data-id');
  return id === null || id === undefined ? undefined : wires.find((wire) => wire.id === id)?.data?.name;
}
