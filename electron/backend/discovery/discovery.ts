import type { DiscoveredScriptActor, DiscoveryProblem } from '#shared/actor/actor.ts';
import { catalogueChange, catalogueOf, keepActors, type CatalogueChange, type CatalogueView } from './catalogue.ts';
import type { FileReading, FileRequest } from './fileReader.ts';
import type { FilePatterns } from './filePatterns.ts';
import { stampsOf } from './fileStamp.ts';
import type { ParserPool } from './parserPool.ts';
import { ReadingCache } from './readingCache.ts';
import { scanFiles } from './scanner.ts';
import { pollNeeded, slowPoll } from './slowFileSystem.ts';
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
  /** Where readings are kept from one start to the next; missing: nowhere. */
  readonly cacheFile?: string;
  /** Milliseconds between two looks at all files while watching; missing: only where the file system sends no events. */
  readonly pollInterval?: number;
}

/** Milliseconds between two looks at the times of known files: a system under load loses events without a word. */
const secondLook = 5000;

/** Finds the actors of a workspace and hears of changes (D1–D10). It parses and never runs anything (D2). */
export class Discovery implements AsyncDisposable {
  private readonly readings = new Map<string, FileReading>();
  /** Where the files really are → their paths in the workspace. */
  private readonly paths = new Map<string, string>();
  private view: CatalogueView = { actors: [], problems: [] };
  private readonly watchers = new Set<AsyncDisposable>();
  /** Of the files as they were read; taken before reading, so that no change is missed. */
  private readonly stamps = new Map<string, string>();
  private cache: ReadingCache | undefined;
  /** Scans and updates run one after another. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: DiscoveryOptions) {}

  /** Reads the whole workspace anew; files that are as they were at an earlier start are not parsed again. */
  scan(): Promise<DiscoveryResult> {
    return this.inTurn(async () => {
      const now = this.options.now ?? (() => performance.now());
      const start = now();
      const files = await this.findFiles();
      await this.openCache();
      const readings = await this.read(files);
      const known = new Map(this.readings);
      this.readings.clear();
      for (const reading of readings) this.readings.set(reading.path, keepActors(reading, known.get(reading.path)));
      this.cache?.keepOnly(new Set(files.map(({ path }) => path)));
      this.view = catalogueOf(this.readings.values());
      const { actors, problems } = this.view;
      return { actors, problems, namespaces: namespacesOf(actors), durationMs: now() - start };
    });
  }

  /**
   * Calls `onChange` for every change of the workspace's actors after the last scan, once per change that settled (D9); what changed
   * between that scan and this call is one of them. Where the system sends no events, or too few, all files are looked at now and then.
   */
  async watch(onChange: (change: CatalogueChange) => void): Promise<AsyncDisposable> {
    const { root, patterns } = this.options;
    const watching = new Set<AsyncDisposable>();
    let ended = false;
    const pass = (changes: FileChanges) =>
      this.inTurn(async () => {
        const change = await this.update(changes);
        if (change && !ended) onChange(change);
      });
    let interval = this.options.pollInterval ?? (await pollNeeded(root));
    try {
      watching.add(await FileWatcher.start(root, patterns, (absolute) => this.paths.get(absolute), pass));
    } catch {
      interval ??= slowPoll;
    }
    const everything: FileChanges = { files: [], removed: [], rescan: true };
    if (interval !== undefined) watching.add(repeatedly(interval, () => pass(everything)));
    watching.add(
      repeatedly(secondLook, async () => {
        const files = await this.touched();
        if (files.length > 0) await pass({ files, removed: [], rescan: false });
      }),
    );
    const watcher = {
      [Symbol.asyncDispose]: async () => {
        ended = true;
        this.watchers.delete(watcher);
        await Promise.all([...watching].map((one) => one[Symbol.asyncDispose]()));
      },
    };
    this.watchers.add(watcher);
    await pass(everything);
    return watcher;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const watchers = [...this.watchers];
    this.watchers.clear();
    await Promise.all(watchers.map((watcher) => watcher[Symbol.asyncDispose]()));
    await this.turn.catch(() => {});
    await this.cache?.save();
  }

  private async findFiles(): Promise<FileRequest[]> {
    const files = await scanFiles(this.options.root, this.options.patterns);
    this.paths.clear();
    for (const { absolute, path } of files) this.paths.set(absolute, path);
    return files;
  }

  /** Known files that are not as they were when they were read. */
  private async touched(): Promise<FileRequest[]> {
    const files = Array.from(this.paths, ([absolute, path]) => ({ absolute, path }));
    const stamps = await stampsOf(files);
    return files.filter(({ path }, at) => stamps[at]!.changedAt > 0 && this.stamps.get(path) !== stamps[at]!.text);
  }

  private async update({ files, removed, rescan }: FileChanges): Promise<CatalogueChange | undefined> {
    const found = rescan ? await this.findFiles() : files;
    if (rescan) {
      const present = new Set(found.map(({ path }) => path));
      for (const path of this.readings.keys()) if (!present.has(path)) this.forget(path);
    }
    for (const path of removed)
      for (const known of this.readings.keys()) if (known === path || known.startsWith(`${path}/`)) this.forget(known);
    // A look at everything reads only what is not as it was.
    const stamps = rescan ? await stampsOf(found) : [];
    const requests = rescan ? found.filter(({ path }, at) => this.stamps.get(path) !== stamps[at]!.text) : found;
    for (const reading of await this.read(requests)) {
      const known = this.readings.get(reading.path);
      if (known && known.hash !== null && known.hash === reading.hash) continue;
      this.readings.set(reading.path, keepActors(reading, known));
    }
    const before = this.view;
    this.view = catalogueOf(this.readings.values());
    return catalogueChange(before, this.view);
  }

  private forget(path: string): void {
    this.readings.delete(path);
    this.stamps.delete(path);
  }

  /** The readings of files, from the cache where they are as they were. */
  private async read(files: readonly FileRequest[]): Promise<FileReading[]> {
    const stamps = await stampsOf(files);
    const kept = await Promise.all(files.map((file, at) => this.cache?.find(file, stamps[at]!)));
    const missing = files.filter((_, at) => !kept[at]);
    const read = new Map((await this.options.parsers.read(missing)).map((reading) => [reading.path, reading]));
    return files.map(({ path }, at) => {
      const reading = kept[at] ?? read.get(path)!;
      this.stamps.set(path, stamps[at]!.text);
      this.cache?.put(reading, stamps[at]!);
      return reading;
    });
  }

  private async openCache(): Promise<void> {
    const { cacheFile, parsers } = this.options;
    if (this.cache || cacheFile === undefined) return;
    this.cache = new ReadingCache(cacheFile, await parsers.identity());
    await this.cache.load();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work, work);
    this.turn = result.catch(() => {});
    return result;
  }
}

/** Does something again and again, never twice at once. */
function repeatedly(milliseconds: number, work: () => Promise<void>): AsyncDisposable {
  let last: Promise<void> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    last = work()
      .catch(() => {})
      .finally(() => (isBusy = false));
  }, milliseconds).unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await last;
    },
  };
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
