import type { ComponentDescription } from '../actor/actor.ts';
import type { Graph, Metadata } from './graph.ts';

/** What graphs ask about the components that their nodes name. */
export interface ComponentLookup {
  find(name: string): ComponentDescription | undefined;
  /** The graph that a component is (N11); undefined for every other component. */
  subgraph?(name: string): Subgraph | undefined;
  /** Names like `name`, best first. */
  nearest(name: string): string[];
  /** What does not fit a component's config schema, each a sentence; empty when all fits. */
  configProblems(component: ComponentDescription, config: Metadata): string[];
}

/** A graph of the workspace as a component. */
export interface Subgraph {
  /** `namespace.name`. */
  readonly id: string;
  readonly graph: Graph;
}
