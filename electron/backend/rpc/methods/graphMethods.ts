import type { GraphProblem } from '#shared/rpc/live.ts';
import type { GraphDocument } from '../../workspace/graphDocument.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Handlers } from '../handlers.ts';

/** `graph.*` (R4): documents of the workspace. Opening runs nothing (G5). */
export function graphMethods(
  workspace: Workspace,
  problemsOf: (document: GraphDocument) => GraphProblem[],
): Pick<Handlers, `graph.${'list' | 'open' | 'create' | 'edit' | 'save' | 'resolve' | 'validate'}`> {
  const opened = (document: GraphDocument) => document.opened(problemsOf(document));
  return {
    'graph.list': async () => ({ graphs: await workspace.graphs() }),
    'graph.open': async ({ path }) => opened(await workspace.document(path)),
    'graph.create': async ({ path, name }) => opened(await workspace.createGraph(path, name)),
    'graph.edit': async ({ path, edits }) => {
      const document = await workspace.document(path);
      const revision = await document.edit(edits);
      document.tell({ kind: 'problems', problems: problemsOf(document) });
      return { revision };
    },
    'graph.save': async ({ path, overwrite }) => (await workspace.document(path)).save(overwrite ?? false),
    'graph.resolve': async ({ path, take }) => {
      const document = await workspace.document(path);
      await document.resolve(take);
      return opened(document);
    },
    'graph.validate': async ({ path }) => ({ problems: problemsOf(await workspace.document(path)) }),
  };
}
