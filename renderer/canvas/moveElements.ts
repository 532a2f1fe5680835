import type { Graph } from '#shared/graph/graph.ts';
import type { GraphStep } from '#shared/graph/graphEdit.ts';
import { commentOfElement } from './flowElements.ts';
import { moveNodes } from '../graph/graphSteps.ts';
import type { Point } from '../graph/point.ts';

/** What moves snap to, in canvas units. */
export const gridStep = 8;

/** New places of elements of the canvas, by their ids: nodes and comments together are one step. */
export function moveElements(graph: Graph, places: ReadonlyMap<string, Point>): GraphStep {
  const nodes = new Map<string, Point>();
  const comments = new Map<string, Point>();
  for (const [element, place] of places) {
    const comment = commentOfElement(element);
    if (comment === undefined) nodes.set(element, place);
    else comments.set(comment, place);
  }
  return moveNodes(graph, nodes, 'Move', comments);
}
