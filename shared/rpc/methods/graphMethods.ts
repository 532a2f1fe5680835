import { z } from 'zod';
import type { GraphProblem } from '../../graph/graphProblem.ts';
import type { OpenedGraph, SaveResult } from '../results.ts';
import { graphEditSchema } from '../../graph/graphEditSchema.ts';
import { editor, graphPath, nothing, path } from './methodSpec.ts';

/** Graph files, opened and edited (R4, G4). */
export const graphMethods = {
  'graph.list': editor(nothing)<{ graphs: { path: string; name: string }[] }>(),
  'graph.open': editor(graphPath)<OpenedGraph>(),
  'graph.create': editor(z.object({ path, name: z.string().min(1) }))<OpenedGraph>(),
  'graph.edit': editor(
    z.object({
      path,
      revision: z.number(),
      label: z.string(),
      /** Chosen by the window, and told to all in the `graph` topic, so that it knows its own edits. */
      edits: z.array(graphEditSchema),
    }),
  )<{ revision: number }>(),
  'graph.save': editor(z.object({ path, overwrite: z.boolean().optional() }))<SaveResult>(),
  /** What to do with edits found in the journal after a crash, or with a file changed outside (G4). */
  'graph.resolve': editor(z.object({ path, take: z.enum(['recovered', 'disk', 'mine', 'merged']) }))<OpenedGraph>(),
  'graph.validate': editor(graphPath)<{ problems: GraphProblem[] }>(),
};
