import type { ComponentDescription } from '#shared/actor/actor.ts';
import { emptyGraph, type Graph } from '#shared/graph/graph.ts';
import { applyEdits, type GraphStep } from '#shared/graph/graphEdit.ts';

/** Builders that the tests of this folder share. */

export function byId(...components: ComponentDescription[]): Map<string, ComponentDescription> {
  return new Map(components.map((one) => [one.id, one]));
}

export function graphAfter(...steps: ((graph: Graph) => GraphStep)[]): Graph {
  return steps.reduce((graph, step) => applyEdits(graph, step(graph).edits), emptyGraph('test'));
}
