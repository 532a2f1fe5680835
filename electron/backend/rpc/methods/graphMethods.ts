import type { GraphEdit } from '#shared/graph/graphEdit.ts';
import { withMetadata } from '#shared/graph/exactMetadata.ts';
import type { Connection, GraphNode } from '#shared/graph/graph.ts';
import { initialData } from '#shared/graph/initialPacket.ts';
import { parseExactJson, writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import type { Redactor } from '../../secrets/redactor.ts';
import type { GraphDocument } from '../../workspace/graphDocument.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Handlers } from '../handlers.ts';

/** `graph.*` (R4): documents of the workspace. Opening runs nothing (G5). */
export function graphMethods(
  workspace: Workspace,
  problemsOf: (document: GraphDocument) => GraphProblem[],
  redactor: Redactor,
): Pick<Handlers, `graph.${'list' | 'open' | 'create' | 'edit' | 'save' | 'resolve' | 'validate'}`> {
  const opened = (document: GraphDocument) => document.opened(problemsOf(document));
  return {
    'graph.list': async () => ({ graphs: await workspace.graphs() }),
    'graph.open': async ({ path }) => opened(await workspace.document(path)),
    'graph.create': async ({ path, name }) => {
      refuseSecrets(name, redactor);
      return opened(await workspace.createGraph(path, name));
    },
    'graph.edit': async ({ path, edits: given }, call) => {
      const edits = withFloats(given, call.textOf('edits'));
      refuseSecrets(edits, redactor);
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

/** Settings and initial packets keep floats that are whole (M3). @param text the edits' own, where numbers lose by being parsed */
function withFloats(edits: GraphEdit[], text: string | undefined): GraphEdit[] {
  if (text === undefined) return edits;
  const written = parseExactJson(text) as readonly GraphEdit[];
  return edits.map((edit, index) => {
    const { after } = written[index]!;
    if (edit.kind === 'node' && edit.after && edit.after.floatsText === undefined)
      return { ...edit, after: withMetadata(edit.after, (after as GraphNode).metadata) };
    if (edit.kind === 'connection' && edit.after && !edit.after.from && edit.after.dataText === undefined)
      return { ...edit, after: { ...edit.after, ...initialData((after as Connection).data) } };
    return edit;
  });
}

/** Secrets are never written into a graph (N12). @throws AppError `forbidden` */
export function refuseSecrets(written: readonly GraphEdit[] | string, redactor: Redactor): void {
  const name = redactor.find(typeof written === 'string' ? written : writePlain(written as unknown as Value));
  if (name === undefined) return;
  throw new AppError(
    'forbidden',
    `This holds the value of the secret ${name}, which is never written into a graph. Declare it: "env_vars": {"${name}": "required"}.`,
  );
}
