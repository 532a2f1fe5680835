import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Graph } from '#shared/graph/graph.ts';
import { applyEdits, EditConflict, type GraphEdit } from '#shared/graph/graphEdit.ts';
import { diffGraphs, mergeGraphs, sameGraph } from '#shared/graph/mergeGraphs.ts';
import { writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import type { OpenedGraph, SaveResult } from '#shared/rpc/results.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';
import { atomicWrite } from '../system/atomicWrite.ts';
import { formatGraph, parseGraphText } from './graphFormat.ts';
import { Journal, type JournalContents } from './journal.ts';
import { fileTrouble } from '../system/fileTrouble.ts';

type GraphNews = Topics['graph']['data'];

/** A graph file that is open: its graph with edits, its journal, and what is on disk (G4). */
export class GraphDocument {
  private readonly listeners = new Set<(news: GraphNews) => void>();
  revision = 0;
  private savedRevision = 0;

  private constructor(
    readonly path: string,
    private readonly file: string,
    private readonly journal: Journal,
    /** The text that this program read or wrote last. */
    private baseText: string,
    private base: Graph,
    public graph: Graph,
    private recovered: JournalContents | undefined,
    private readonly now: () => number,
    /** It has no file yet, and is forgotten when it is not saved. */
    public isDraft = false,
  ) {}

  /** @throws AppError `notFound` or `invalidParams` */
  static async open(path: string, file: string, stateFolder: string, now: () => number): Promise<GraphDocument> {
    const text = await readText(file, path);
    const graph = parseGraphText(text, path);
    const journal = Journal.of(stateFolder, path);
    const recovered = await journal.read(hash(text));
    return new GraphDocument(path, file, journal, text, graph, graph, recovered, now);
  }

  /** A graph without a file: its first save makes one, and edits before that are kept in memory only. */
  static async draft(
    path: string,
    file: string,
    stateFolder: string,
    graph: Graph,
    now: () => number,
  ): Promise<GraphDocument> {
    const journal = Journal.of(stateFolder, path);
    await journal.discard();
    return new GraphDocument(path, file, journal, '', graph, graph, undefined, now, true);
  }

  opened(problems: GraphProblem[]): OpenedGraph {
    return {
      path: this.path,
      graph: this.graph,
      revision: this.revision,
      savedRevision: this.savedRevision,
      problems,
      recovered: this.recovered
        ? {
            edits: this.recovered.entries.reduce((count, entry) => count + entry.edits.length, 0),
            at: this.recovered.entries.at(-1)!.at,
          }
        : null,
    };
  }

  /**
   * Applies edits that were made on `revision`, keeps them in the journal and tells the other windows. Edits made on an older
   * revision are taken when they still fit.
   * @throws AppError `conflict` when they do not
   */
  async edit(edits: GraphEdit[]): Promise<number> {
    if (this.recovered)
      throw new AppError(
        'conflict',
        `${this.path} has unsaved edits from before. Take them back or discard them first; then go on editing.`,
      );
    try {
      this.graph = applyEdits(this.graph, edits);
    } catch (error) {
      if (!(error instanceof EditConflict)) throw error;
      throw new AppError('conflict', `The graph was changed meanwhile: ${error.message}. It is shown as it is now.`);
    }
    const revision = ++this.revision;
    this.tell({ kind: 'edited', edits, revision });
    await this.keep(edits);
    return revision;
  }

  /** Writes the file; not when somebody else changed it, unless `overwrite`. */
  async save(overwrite: boolean): Promise<SaveResult> {
    const mineText = formatGraph(this.graph, this.path);
    const diskText = await readFile(this.file, 'utf8').catch(() => undefined);
    if (!overwrite && diskText !== undefined && diskText !== this.baseText) {
      return { saved: false, reason: 'changedOnDisk', diskText, mineText, mergeable: this.canMerge(diskText) };
    }
    const text = sameGraph(this.graph, this.base) && diskText === this.baseText ? this.baseText : mineText;
    const saving = this.graph;
    const revision = this.revision;
    if (text !== diskText) {
      await this.journal.announce(hash(text), this.now());
      await atomicWrite(this.file, text);
    }
    this.isDraft = false;
    this.baseText = text;
    this.base = saving;
    this.savedRevision = revision;
    if (!this.recovered) await this.journal.clear();
    const since = diffGraphs(saving, this.graph);
    if (since.length > 0) await this.keep(since);
    this.tell({ kind: 'saved', revision });
    return { saved: true, revision };
  }

  /** Takes one of the texts that differ (G4). */
  async resolve(take: 'recovered' | 'disk' | 'mine' | 'merged'): Promise<void> {
    const before = this.graph;
    if (take === 'recovered') await this.takeRecovered();
    if (take === 'disk') {
      await this.takeDisk();
      this.recovered = undefined;
      await this.journal.discard();
      this.savedRevision = this.revision + 1;
    }
    if (take === 'mine') await this.rebase();
    if (take === 'merged') await this.merge();
    this.revision++;
    const edits = diffGraphs(before, this.graph);
    if (edits.length === 0) return;
    this.tell({ kind: 'edited', edits, revision: this.revision });
    if (this.revision === this.savedRevision) this.tell({ kind: 'saved', revision: this.revision });
  }

  /** The file may have changed: loads it when nothing here is unsaved, else says that the two differ. */
  async diskChanged(): Promise<void> {
    const text = await readFile(this.file, 'utf8').catch(() => undefined);
    if (text === undefined || text === this.baseText) return;
    if (this.revision !== this.savedRevision) return this.tell({ kind: 'changedOnDisk', conflict: true, text });
    const before = this.graph;
    try {
      await this.takeDisk();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return this.tell({ kind: 'problems', problems: [{ severity: 'error', message }] });
    }
    this.savedRevision = ++this.revision;
    const { revision } = this;
    this.tell({ kind: 'edited', edits: diffGraphs(before, this.graph), revision });
    this.tell({ kind: 'saved', revision });
    this.tell({ kind: 'changedOnDisk', conflict: false, text });
  }

  watch(listener: (news: GraphNews) => void): Disposable {
    this.listeners.add(listener);
    return { [Symbol.dispose]: () => void this.listeners.delete(listener) };
  }

  tell(news: GraphNews): void {
    for (const listener of this.listeners) listener(news);
  }

  /** Unsaved edits stay in the journal and are offered at the next start. */
  close(): Promise<void> {
    return this.journal.close();
  }

  private async takeRecovered(): Promise<void> {
    const { recovered } = this;
    if (!recovered) throw new AppError('notFound', `There are no unsaved edits of ${this.path} to take back.`);
    try {
      this.graph = recovered.entries.reduce((graph, entry) => applyEdits(graph, entry.edits), this.base);
    } catch (error) {
      throw new AppError(
        'conflict',
        `The unsaved edits no longer fit ${this.path}, which was changed since (${(error as Error).message}).`,
      );
    }
    this.recovered = undefined;
    await this.journal.adopt();
  }

  private async keep(edits: GraphEdit[]): Promise<void> {
    if (this.isDraft) return;
    await this.journal.append({ at: this.now(), base: hash(this.baseText), edits }, (entry) =>
      writePlain(entry as Value),
    );
  }

  private async takeDisk(): Promise<void> {
    const text = await readText(this.file, this.path);
    this.graph = parseGraphText(text, this.path);
    this.base = this.graph;
    this.baseText = text;
  }

  /** Keeps the graph as it is here and regards the file on disk as its base, so that the next save overwrites it. */
  private async rebase(): Promise<void> {
    this.baseText = await readText(this.file, this.path);
    this.base = parseGraphText(this.baseText, this.path);
  }

  private async merge(): Promise<void> {
    const text = await readText(this.file, this.path);
    const theirs = parseGraphText(text, this.path);
    this.graph = mergeGraphs(this.base, this.graph, theirs).graph;
    this.base = theirs;
    this.baseText = text;
  }

  private canMerge(diskText: string): boolean {
    try {
      return mergeGraphs(this.base, this.graph, parseGraphText(diskText, this.path)).conflicts.length === 0;
    } catch {
      return false;
    }
  }
}

function readText(file: string, name: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AppError('notFound', `${name} cannot be read: ${fileTrouble(error)}.`, undefined, { cause: error });
  });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
