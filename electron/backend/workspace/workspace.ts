import { access } from 'node:fs/promises';
import path from 'node:path';
import { subscribe as watchFolder } from '@parcel/watcher';
import { glob } from 'tinyglobby';
import { emptyGraph, type Graph } from '#shared/graph/graph.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { actorTemplate } from './actorTemplate.ts';
import { atomicWrite } from '../system/atomicWrite.ts';
import { GraphDocument } from './graphDocument.ts';
import { formatGraph, graphPatterns, graphStem, isGraphFile } from './graphFormat.ts';
import { insidePath } from '../system/insidePath.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';

/** A workspace folder: its graphs, open documents and text files. */
export class Workspace implements AsyncDisposable {
  readonly files: WorkspaceFiles;
  private readonly documents = new Map<string, Promise<GraphDocument>>();
  private readonly graphListeners = new Set<(path: string) => void>();
  private watching: Promise<{ unsubscribe(): Promise<void> }> | undefined;

  constructor(
    readonly root: string,
    private readonly excluded: readonly string[],
    private readonly now: () => number,
  ) {
    this.files = new WorkspaceFiles(root, excluded);
  }

  /** Where this program keeps what belongs to the workspace: embedded state, journals. */
  get stateFolder(): string {
    return path.join(this.root, '.reflow');
  }

  /** Notices when open graphs change on disk. */
  watch(): void {
    this.watching ??= watchFolder(
      this.root,
      (error, events) => {
        if (error) return;
        for (const event of events) {
          const relative = path.relative(this.root, event.path).split(path.sep).join('/');
          const told = event.type === 'delete' ? undefined : this.documents.get(relative);
          void Promise.resolve(told?.then((document) => document.diskChanged())).finally(() => {
            if (isGraphFile(relative)) this.tellGraph(relative);
          });
        }
      },
      { ignore: ['**/node_modules/**', '**/.git/**', '**/.reflow/**'] },
    );
    this.watching.catch(() => {});
  }

  async graphs(): Promise<{ path: string; name: string }[]> {
    const paths = await glob(graphPatterns, { cwd: this.root, ignore: [...this.excluded], followSymbolicLinks: false });
    return paths.sort().map((file) => ({ path: file, name: graphStem(file) }));
  }

  /** Calls the listener with the path of a graph that was edited here, or whose file was changed, made or deleted. */
  onGraphChange(listener: (path: string) => void): Disposable {
    this.graphListeners.add(listener);
    return { [Symbol.dispose]: () => void this.graphListeners.delete(listener) };
  }

  /** The graph of an open document, edits included; undefined when it is not open. */
  async openGraph(relative: string): Promise<Graph | undefined> {
    const document = await this.documents.get(relative)?.catch(() => undefined);
    return document?.graph;
  }

  /** The open document of a graph file, opened when it is not. Opening runs nothing (G5). */
  document(relative: string): Promise<GraphDocument> {
    const key = relative.split(path.sep).join('/');
    const known = this.documents.get(key);
    if (known) return known;
    const opening = insidePath(this.root, key).then((file) =>
      GraphDocument.open(key, file, this.stateFolder, this.now),
    );
    this.documents.set(key, opening);
    opening.then(
      (document) =>
        document.watch((news) => {
          if (news.kind === 'edited') this.tellGraph(key);
        }),
      () => this.documents.delete(key),
    );
    return opening;
  }

  /** @throws AppError `conflict` when the file is already there */
  async createGraph(relative: string, name: string): Promise<GraphDocument> {
    const file = await insidePath(this.root, relative);
    await this.refuseExisting(file, relative);
    await atomicWrite(file, formatGraph(emptyGraph(name), relative));
    return this.document(relative);
  }

  /**
   * Opens a graph that has no file until it is saved.
   * @param isComponent whether other graphs may use it before that (N11)
   * @throws AppError `conflict` when a file of that name is there, `forbidden` outside the workspace
   */
  async draftGraph(relative: string, graph: Graph, isComponent: boolean): Promise<GraphDocument> {
    const file = await insidePath(this.root, relative);
    await this.refuseExisting(file, relative);
    const opening = GraphDocument.draft(relative, file, this.stateFolder, graph, this.now);
    this.documents.set(relative, opening);
    const draft = await opening;
    draft.watch((news) => {
      if (news.kind === 'edited' && (isComponent || !draft.isDraft)) this.tellGraph(relative);
    });
    if (isComponent) this.tellGraph(relative);
    return draft;
  }

  /** Forgets an open document; what is unsaved stays in its journal, and a draft is gone. */
  async closeGraph(relative: string): Promise<void> {
    const document = this.documents.get(relative);
    this.documents.delete(relative);
    await (await document)?.close();
    this.tellGraph(relative);
  }

  /** Makes an actor file from the template of its language. @returns its path */
  async createActor(relative: string, runtime: 'python' | 'javascript' | 'typescript', name: string): Promise<string> {
    const file = await insidePath(this.root, relative);
    await this.refuseExisting(file, relative);
    await atomicWrite(file, actorTemplate(runtime, name));
    return relative;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.watching?.then((subscription) => subscription.unsubscribe()).catch(() => {});
    const open = await Promise.allSettled(this.documents.values());
    await Promise.all(open.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
  }

  private tellGraph(path: string): void {
    for (const listener of this.graphListeners) listener(path);
  }

  private async refuseExisting(file: string, relative: string): Promise<void> {
    const exists = await access(file).then(
      () => true,
      () => false,
    );
    if (exists) throw new AppError('conflict', `${relative} is already there. Choose another name.`);
  }
}

/** The name under which a graph is known (N11): `properties.name`, else the file's stem. */
export function graphName(graph: Graph, file: string): string {
  const { name } = graph.properties;
  return typeof name === 'string' && name !== '' ? name : graphStem(file);
}
