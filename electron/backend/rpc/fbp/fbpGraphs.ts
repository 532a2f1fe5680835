import { AppError } from '#shared/rpc/errors.ts';
import type { GraphDocument } from '../../workspace/graphDocument.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { clearedGraph, replacing, type Clearing } from './graphCommands.ts';

/** Graphs that clients made and nobody saved; the oldest one that does not run makes room for the next. */
const mostDrafts = 200;

/**
 * Graphs under the ids that FBP clients use: a graph of the workspace by its path, its path without `.graph.json` or its name; else
 * one that a client made with `graph:clear`, a document without a file until `network:persist`.
 */
export class FbpGraphs {
  private readonly paths = new Map<string, string>();
  private readonly drafts = new Set<string>();

  constructor(
    private readonly workspace: Workspace,
    private readonly isRunning: (path: string) => boolean,
    /** Told when the draft of an id is forgotten. */
    private readonly onForgotten: (id: string) => void,
  ) {}

  /** @throws AppError in the words of the protocol's own tests, `forbidden` for an id that leads out of the workspace */
  async document(id: unknown): Promise<GraphDocument> {
    if (typeof id !== 'string' || id === '') throw new AppError('invalidParams', 'No graph specified');
    const document = await this.find(id);
    if (!document) throw new AppError('notFound', 'Requested graph not found');
    this.paths.set(id, document.path);
    return document;
  }

  /** The graph of an id or a path, if there is one. */
  async find(id: string): Promise<GraphDocument | undefined> {
    const path = this.drafts.has(id) ? id : (this.paths.get(id) ?? (await this.pathInWorkspace(id)));
    return path === undefined ? undefined : this.workspace.document(path);
  }

  /** Empties the graph of that id, or makes it. */
  async clear(payload: Clearing): Promise<GraphDocument> {
    const { id } = payload;
    const graph = clearedGraph(payload);
    const isKnown = this.paths.has(id) || (await this.pathInWorkspace(id)) !== undefined;
    if (isKnown) {
      const document = await this.document(id);
      const edits = replacing(document.graph, graph);
      if (edits.length > 0) await document.edit(edits);
      return document;
    }
    if (/^\.{0,2}$/m.test(id.replaceAll(/[/\\]/g, '\n')))
      throw new AppError('invalidParams', `${JSON.stringify(id)} cannot name a graph: it would be a path of dots.`);
    await this.makeRoom();
    const path = `${id}.graph.json`;
    const document = await this.workspace.draftGraph(path, graph, payload.main !== true);
    this.paths.set(id, path);
    this.drafts.add(path);
    return document;
  }

  /** Saves what clients work on (`network:persist`). */
  async save(): Promise<void> {
    for (const path of new Set(this.paths.values())) {
      const document = await this.workspace.document(path);
      const result = await document.save(false);
      if (!result.saved)
        throw new AppError('conflict', `${path} was changed outside meanwhile. Save it in the editor, which compares.`);
      this.drafts.delete(path);
    }
  }

  private async pathInWorkspace(id: string): Promise<string | undefined> {
    const graphs = await this.workspace.graphs();
    const is = (path: string): boolean => path === id || path.replace(/\.graph\.(json|ya?ml)$/, '') === id;
    return (graphs.find(({ path }) => is(path)) ?? graphs.find(({ name }) => name === id))?.path;
  }

  private async makeRoom(): Promise<void> {
    if (this.drafts.size < mostDrafts) return;
    const oldest = [...this.drafts].find((path) => !this.isRunning(path));
    if (oldest === undefined)
      throw new AppError('conflict', `All ${mostDrafts} unsaved graphs are running. Stop one of them first.`);
    this.drafts.delete(oldest);
    for (const [id, path] of this.paths) {
      if (path !== oldest) continue;
      this.paths.delete(id);
      this.onForgotten(id);
    }
    await this.workspace.closeGraph(oldest);
  }
}
