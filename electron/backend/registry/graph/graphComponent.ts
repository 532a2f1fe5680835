import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import type { Graph } from '#shared/graph/graph.ts';
import { exportedPorts, graphProperty } from '#shared/graph/subgraph/exportedPorts.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { Component, ComponentInstance } from '../component.ts';

/** A graph file of the workspace: where it is and how it is called (N11). */
export interface GraphSource {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly namespace: string;
  readonly name: string;
  readonly graph: Graph;
}

/** A graph as a component (N11). Its nodes are put in its place before a network is made, so it has no instances. */
export class GraphComponent implements Component {
  description: ComponentDescription;

  /** @param components what its nodes are, from which it has the types of its ports */
  constructor(
    private source: GraphSource,
    private readonly components: ComponentLookup,
  ) {
    this.description = this.describe();
  }

  get graph(): Graph {
    return this.source.graph;
  }

  /**
   * Takes over the graph as it is now, and what its nodes' components are now.
   * @returns whether the description is another
   */
  update(source: GraphSource): boolean {
    this.source = source;
    const before = JSON.stringify(this.description);
    this.description = this.describe();
    return JSON.stringify(this.description) !== before;
  }

  createInstance(): Promise<ComponentInstance> {
    const { name, path } = this.source;
    const message = `${name} is a graph (${path}) and cannot be called like an actor. Run the graph, or a graph that it is in.`;
    return Promise.reject(new AppError('invalidParams', message));
  }

  private describe(): ComponentDescription {
    const { path, namespace, name, graph } = this.source;
    const { tags } = graph.properties;
    return {
      id: `${namespace}.${name}`,
      name,
      namespace,
      kind: 'graph',
      badge: 'graph',
      description: graphProperty(graph, 'description') ?? '',
      inports: exportedPorts(graph, 'inports', this.components),
      outports: exportedPorts(graph, 'outports', this.components),
      configSchema: null,
      tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
      category: graphProperty(graph, 'category') ?? null,
      version: graphProperty(graph, 'version') ?? '1.0.0',
      awaitAllInports: null,
      icon: graphProperty(graph, 'icon') ?? 'workflow',
      file: path,
      line: null,
      holds: [...new Set(Object.values(graph.processes).map((node) => node.component))].sort(),
    };
  }
}
