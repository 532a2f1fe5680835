import { own } from '#shared/graph/own.ts';
import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import { findPort } from '#shared/graph/findPort.ts';
import { isMetadata, type Graph } from '#shared/graph/graph.ts';
import { anyType, parsePortType, type PortType } from '#shared/actor/portType.ts';
import { exportedPorts } from '#shared/graph/subgraph/exportedPorts.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import type { GraphSource } from '../../registry/graph/graphComponent.ts';
import { qualifiedGraph } from './findGraph.ts';

/** What a graph offers to others, or wants of them: an exported port or a declared interface. */
export interface GraphInterface {
  readonly name: string;
  readonly process: string;
  readonly port: string;
  readonly type: PortType;
  readonly required: boolean;
}

export interface GraphInterfaces {
  /** Exported outports and `providedInterfaces`. */
  readonly provided: readonly GraphInterface[];
  /** Exported inports and `requiredInterfaces`. */
  readonly required: readonly GraphInterface[];
  readonly problems: readonly GraphProblem[];
}

/** The interfaces of a graph (G6). A declared one has the place of the exported port of the same name or of the same inner port. */
export function interfacesOf(source: GraphSource, components: ComponentLookup): GraphInterfaces {
  const { graph } = source;
  const problems: GraphProblem[] = [];
  const side = (ports: 'inports' | 'outports', declared: Graph['providedInterfaces']): GraphInterface[] => {
    const own = Object.entries(declared).flatMap(([name, value]): GraphInterface[] => {
      const one = readInterface(name, value, graph, ports, components);
      if (typeof one !== 'string') return [one];
      problems.push({
        severity: 'error',
        message: `The interface ${name} of ${qualifiedGraph(source)} ${one}.`,
        fix: 'Give it the processName and portName of a node in the graph.',
      });
      return [];
    });
    const exported = exportedPorts(graph, ports, components).map((port): GraphInterface => {
      const end = graph[ports][port.name]!;
      return { name: port.name, process: end.nodeId, port: end.portId, type: port.port_type, required: port.required };
    });
    const isDeclared = (port: GraphInterface): boolean =>
      own.some((one) => one.name === port.name || (one.process === port.process && one.port === port.port));
    return [...own, ...exported.filter((port) => !isDeclared(port))];
  };
  const provided = side('outports', graph.providedInterfaces);
  return { provided, required: side('inports', graph.requiredInterfaces), problems };
}

/** The type of a port inside a graph; undefined when there is no such node or port. */
export function innerPortType(
  graph: Graph,
  process: string,
  port: string,
  side: 'inports' | 'outports',
  components: ComponentLookup,
): PortType | undefined {
  const node = own(graph.processes, process);
  if (!node) return undefined;
  const component = components.find(node.component);
  if (!component || (side === 'outports' && port.toLowerCase() === 'error')) return anyType;
  return findPort(component[side], port, graph.caseSensitive)?.port_type;
}

function readInterface(
  name: string,
  value: unknown,
  graph: Graph,
  side: 'inports' | 'outports',
  components: ComponentLookup,
): GraphInterface | string {
  if (!isMetadata(value as never)) return 'is no object';
  const written = value as Record<string, unknown>;
  const text = (camel: string, snake: string): string | undefined => {
    const found = written[camel] ?? written[snake];
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const process = text('processName', 'process_name');
  const port = text('portName', 'port_name');
  if (process === undefined || port === undefined) return 'names no node and port';
  const inner = innerPortType(graph, process, port, side, components);
  if (!inner) return `names ${process}.${port}, which is no ${side === 'inports' ? 'inport' : 'outport'} there`;
  const type = parsePortType(text('dataType', 'data_type')) ?? inner;
  const id = text('interfaceId', 'interface_id') ?? name;
  return { name: id, process, port, type, required: written['required'] !== false };
}
