import type { ELK, ElkNode } from 'elkjs/lib/elk-api.js';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { Graph } from '#shared/graph/graph.ts';
import { cardSize, errorPortOffset, portOffset } from '../cards/cardGeometry.ts';
import type { Point } from '../../graph/point.ts';
import { errorPort, isErrorPort, nodePorts } from '../../graph/nodePorts.ts';

const layoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.spacing.nodeNode': '40',
  'elk.layered.spacing.nodeNodeBetweenLayers': '96',
  'elk.spacing.componentComponent': '64',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};

/** Places for the nodes of a graph, in layers from left to right, ports in their order. `only` lays out a part of it. */
export async function layoutGraph(
  elk: ELK,
  graph: Graph,
  components: ReadonlyMap<string, ComponentDescription>,
  only?: ReadonlySet<string>,
): Promise<Map<string, Point>> {
  const result = await elk.layout(elkGraph(graph, components, only));
  return new Map((result.children ?? []).map(({ id, x, y }) => [id, { x: x ?? 0, y: y ?? 0 }]));
}

/** The graph as the layout engine wants it, cards and ports in their real sizes. */
export function elkGraph(
  graph: Graph,
  components: ReadonlyMap<string, ComponentDescription>,
  only?: ReadonlySet<string>,
): ElkNode {
  const ids = Object.keys(graph.processes).filter((id) => !only || only.has(id));
  const included = new Set(ids);
  const children = ids.map((id): ElkNode => {
    const node = graph.processes[id]!;
    const component = components.get(node.component);
    const ports = nodePorts(graph, id, component);
    const size = cardSize(node, component, ports);
    const place = (side: string, name: string, x: number, y: number, elkSide: 'EAST' | 'WEST') => ({
      id: portId(id, side, name),
      x,
      y,
      width: 0,
      height: 0,
      layoutOptions: { 'elk.port.side': elkSide },
    });
    return {
      id,
      ...size,
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      ports: [
        ...ports.inports.map((port, index) => place('inports', port.name, 0, portOffset(index), 'WEST')),
        ...ports.outports.map((port, index) => place('outports', port.name, size.width, portOffset(index), 'EAST')),
        place('outports', errorPort, size.width, errorPortOffset(size.height), 'EAST'),
      ],
    };
  });
  const known = new Set(children.flatMap((child) => (child.ports ?? []).map((port) => port.id)));
  const edges = graph.connections.flatMap(({ from, to }, index) => {
    if (!from || !included.has(from.nodeId) || !included.has(to.nodeId)) return [];
    const source = portId(from.nodeId, 'outports', isErrorPort(from.portId) ? errorPort : from.portId);
    const target = portId(to.nodeId, 'inports', to.portId);
    return [
      {
        id: `wire ${index}`,
        sources: [known.has(source) ? source : from.nodeId],
        targets: [known.has(target) ? target : to.nodeId],
      },
    ];
  });
  return { id: 'graph', layoutOptions, children, edges };
}

function portId(node: string, side: string, port: string): string {
  return JSON.stringify([node, side, port]);
}
