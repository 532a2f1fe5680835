import type { ComponentDescription, PortDefinition } from '#shared/actor/actor.ts';
import { emptyGraph, type Graph } from '#shared/graph/graph.ts';
import { applyEdits, type GraphStep } from '#shared/graph/graphEdit.ts';
import { parsePortType } from '#shared/graph/portType.ts';

/** Builders that the tests of this folder share. */

export function component(
  name: string,
  ports: { in?: Record<string, string>; out?: Record<string, string> } = {},
  more: Partial<ComponentDescription> = {},
): ComponentDescription {
  return {
    id: name,
    name,
    namespace: 'default',
    kind: 'script',
    badge: 'python',
    description: '',
    inports: definitions(ports.in),
    outports: definitions(ports.out),
    configSchema: null,
    tags: [],
    category: null,
    version: '1.0.0',
    awaitAllInports: null,
    icon: null,
    file: null,
    line: null,
    ...more,
  };
}

function definitions(ports: Record<string, string> = {}): PortDefinition[] {
  return Object.entries(ports).map(([name, type]) => ({
    name,
    port_type: parsePortType(type)!,
    required: true,
    description: '',
  }));
}

export function byId(...components: ComponentDescription[]): Map<string, ComponentDescription> {
  return new Map(components.map((one) => [one.id, one]));
}

export function graphAfter(...steps: ((graph: Graph) => GraphStep)[]): Graph {
  return steps.reduce((graph, step) => applyEdits(graph, step(graph).edits), emptyGraph('test'));
}
