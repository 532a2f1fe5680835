import type { DiscoveredScriptActor, DiscoveryProblem } from '#shared/actor/actor.ts';
import { catalogueChange, catalogueOf, keepActors, type CatalogueChange, type CatalogueView } from './catalogue.ts';
import type { FileReading, FileRequest } from './fileReader.ts';
import type { FilePatterns } from './filePatterns.ts';
import type { ParserPool } from './parserPool.ts';
import { scanFiles } from './scanner.ts';
import { FileWatcher, type FileChanges } from './watcher.ts';

/** What a scan of the workspace finds (D7, D8). */
export interface DiscoveryResult {
  readonly actors: DiscoveredScriptActor[];
  readonly problems: DiscoveryProblem[];
  /** Namespace → its components, both sorted. */
  readonly namespaces: Record<string, string[]>;
  readonly durationMs: number;
}

export interface DiscoveryOptions {
  /** The workspace folder. */
  readonly root: string;
  readonly patterns: FilePatterns;
  /** Not owned: whoever made it disposes it. */
  readonly parsers: ParserPool;
  /** Milliseconds, of any origin. */
  readonly now?: () => number;
}

/** Finds the actors of a workspace and hears of changes (D1–D10). It parses and never runs anything (D2). */
export class Discovery implements AsyncDisposable {
  private readonly readings = new Map<string, FileReading>();
  /** Where the files really are → their paths in the workspace. */
  private readonly paths = new Map<string, string>();
  private view: CatalogueView = { actors: [], problems: [] };
  private readonly watchers = new Set<FileWatcher>();
  /** Scans and updates run one after another. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: DiscoveryOptions) {}

  /** Reads the whole workspace anew. */
  scan(): Promise<DiscoveryResult> {
    return this.inTurn(async () => {
      const now = this.options.now ?? (() => performance.now());
      const start = now();
      const files = await this.findFiles();
      const readings = await this.options.parsers.read(files);
      const known = new Map(this.readings);
      this.readings.clear();
      for (const reading of readings) this.readings.set(reading.path, keepActors(reading, known.get(reading.path)));
      this.view = catalogueOf(this.readings.values());
      const { actors, problems } = this.view;
      return { actors, problems, namespaces: namespacesOf(actors), durationMs: now() - start };
    });
  }

  /**
   * Calls `onChange` for every change of the workspace's actors after the last scan, once per change that settled (D9).
   * @throws AppError when the system refuses to watch the folder
   */
  async watch(onChange: (change: CatalogueChange) => void): Promise<AsyncDisposable> {
    const { root, patterns } = this.options;
    const watcher = await FileWatcher.start(
      root,
      patterns,
      (absolute) => this.paths.get(absolute),
      (changes) =>
        this.inTurn(async () => {
          const change = await this.update(changes);
          if (change && this.watchers.has(watcher)) onChange(change);
        }),
    );
    this.watchers.add(watcher);
    return {
      [Symbol.asyncDispose]: async () => {
        this.watchers.delete(watcher);
        await watcher[Symbol.asyncDispose]();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const watchers = [...this.watchers];
    this.watchers.clear();
    await Promise.all(watchers.map((watcher) => watcher[Symbol.asyncDispose]()));
    await this.turn.catch(() => {});
  }

  private async findFiles(): Promise<FileRequest[]> {
    const files = await scanFiles(this.options.root, this.options.patterns);
    this.paths.clear();
    for (const { absolute, path } of files) this.paths.set(absolute, path);
    return files;
  }

  private async update({ files, removed, rescan }: FileChanges): Promise<CatalogueChange | undefined> {
    const requests = rescan ? await this.findFiles() : files;
    if (rescan) {
      const present = new Set(requests.map(({ path }) => path));
      for (const path of this.readings.keys()) if (!present.has(path)) this.readings.delete(path);
    }
    for (const path of removed)
      for (const known of this.readings.keys())
        if (known === path || known.startsWith(`${path}/`)) this.readings.delete(known);
    for (const reading of await this.options.parsers.read(requests)) {
      const known = this.readings.get(reading.path);
      if (known && known.hash !== null && known.hash === reading.hash) continue;
      this.readings.set(reading.path, keepActors(reading, known));
    }
    const before = this.view;
    this.view = catalogueOf(this.readings.values());
    return catalogueChange(before, this.view);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work, work);
    this.turn = result.catch(() => {});
    return result;
  }
}

function namespacesOf(actors: readonly DiscoveredScriptActor[]): Record<string, string[]> {
  const namespaces = new Map<string, string[]>();
  for (const { component, workspace_metadata } of actors) {
    const known = namespaces.get(workspace_metadata.namespace);
    if (known) known.push(component);
    else namespaces.set(workspace_metadata.namespace, [component]);
  }
  const sorted = [...namespaces].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([namespace, names]) => [namespace, names.toSorted()]));
}
