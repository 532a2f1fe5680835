import type { ComponentDescription, PortDefinition } from '#shared/actor/actor.ts';
import type { Graph } from '#shared/graph/graph.ts';
import { anyType, type PortType } from '#shared/actor/portType.ts';
import { findPort } from '#shared/graph/validateGraph.ts';

export type Side = 'inports' | 'outports';

/** One end a wire can have on the canvas. */
export interface PortRef {
  readonly node: string;
  readonly port: string;
  readonly side: Side;
}

/** The ports of a node, in the order in which its card shows them. */
export interface NodePorts {
  readonly inports: readonly PortDefinition[];
  readonly outports: readonly PortDefinition[];
}

/** Every node has it: a failed message leaves here when it is wired (A7). */
export const errorPort = 'error';

/**
 * The ports that a node shows: its component's, and those that wires name although the component is unknown or has lost them, so
 * that every wire keeps its ends (G5).
 */
export function nodePorts(graph: Graph, nodeId: string, component: ComponentDescription | undefined): NodePorts {
  const wired = { inports: new Set<string>(), outports: new Set<string>() };
  for (const { from, to } of graph.connections) {
    if (from?.nodeId === nodeId) wired.outports.add(from.portId);
    if (to.nodeId === nodeId) wired.inports.add(to.portId);
  }
  return portsWith(component, wired.inports, wired.outports, graph.caseSensitive);
}

/** The same from the names that wires use, for callers that know them already. */
export function portsWith(
  component: ComponentDescription | undefined,
  wiredInports: Iterable<string>,
  wiredOutports: Iterable<string>,
  caseSensitive: boolean,
): NodePorts {
  const complete = (known: readonly PortDefinition[], wired: Iterable<string>): PortDefinition[] => [
    ...known,
    ...[...wired].filter((name) => !findPort(known, name, caseSensitive)).map(unknownPort),
  ];
  return {
    inports: complete(component?.inports ?? [], wiredInports),
    outports: complete(component?.outports ?? [], wiredOutports).filter((port) => !isErrorPort(port.name)),
  };
}

/** Whether a port is the one for failed messages, in capitals or not. */
export function isErrorPort(name: string): boolean {
  return name.toLowerCase() === errorPort;
}

function unknownPort(name: string): PortDefinition {
  return { name, port_type: anyType, required: false, description: '' };
}

/** The type of a port; `any` where it is not known. */
export function typeOfPort(
  graph: Graph,
  components: ReadonlyMap<string, ComponentDescription>,
  { node, port, side }: PortRef,
): PortType {
  const component = components.get(graph.processes[node]?.component ?? '');
  return findPort(component?.[side] ?? [], port, graph.caseSensitive)?.port_type ?? anyType;
}
