import { setTimeout as sleep } from 'node:timers/promises';
import type { DiscoveredScriptActor, DiscoveryProblem } from '#shared/actor/actor.ts';
import type { IndexingStatus } from '#shared/rpc/live/system.ts';
import { catalogueChange, catalogueOf, keepActors, type CatalogueChange, type CatalogueView } from './catalogue.ts';
import type { FileStamp } from '../readers/fileStamp.ts';
import { isEmptied, type FileReading, type FileRequest } from '../readers/fileReader.ts';
import type { FilePatterns } from './filePatterns.ts';
import { stampOf, stampsOf } from './stamps.ts';
import type { ParserPool } from '../parsers/parserPool.ts';
import { ReadingCache } from './readingCache.ts';
import { Delayed, repeatedly } from '../parsers/timed.ts';
import { pollNeeded, slowPoll } from './slowFileSystem.ts';
import { Indexing } from './indexing.ts';
import { FileWatcher, type FileChanges } from './watcher.ts';
import { WorkspaceTree } from './workspaceTree.ts';

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

/**
 * Events get lost without a word: those that come while the watcher hands others over, and those of which the system's queue has
 * no room. So the times of all that is known are looked at again when this long (milliseconds) nothing was heard after a change …
 */
const lookAfterChange = 300;
/** … and so often in any case. */
const secondLook = 5000;
/** What was touched less long ago (milliseconds) may be in the middle of being written; another look will come. */
const restingTime = 100;
/** A file that is empty all at once is looked at so often, in milliseconds, and for so long … */
const emptyLook = 50;
/** … before that counts as what it says. */
const emptyTime = 1000;
/** A folder made while the watch begins anew may be missed again. */
const mostRenewals = 5;

const everything: FileChanges = { files: [], removed: [], rescan: true };

/** Finds the actors of a workspace and hears of changes (D1–D10). It parses and never runs anything (D2). */
export class Discovery implements AsyncDisposable {
  private readonly readings = new Map<string, FileReading>();
  private readonly tree: WorkspaceTree;
  private view: CatalogueView = { actors: [], problems: [] };
  private readonly watchers = new Set<AsyncDisposable>();
  /** Of the files as they were when they were read, so that no change is missed. */
  private readonly stamps = new Map<string, string>();
  private cache: ReadingCache | undefined;
  private readonly indexing: Indexing;
  /** What every watcher does to find what it was not told of. */
  private readonly looks = new Set<() => Promise<void>>();
  /** Whether the workspace is on a disk of this machine. */
  private isNear: Promise<boolean> | undefined;
  /** Scans and updates run one after another. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: DiscoveryOptions) {
    this.tree = new WorkspaceTree(options.root, options.patterns);
    this.indexing = new Indexing(options.parsers, options.now ?? (() => performance.now()));
  }

  /** How far the reading of many files is; null when there is nothing to tell (E9). */
  get indexingStatus(): IndexingStatus | null {
    return this.indexing.status;
  }

  /** Ends a long reading: what it has not come to is left out until it is taken up again, or saved. */
  stopIndexing(): boolean {
    return this.indexing.stop();
  }

  /** Reads what was left out. */
  async takeUpIndexing(): Promise<void> {
    this.indexing.takeUp();
    await Promise.all([...this.looks].map((look) => look()));
  }

  /** Reads the whole workspace anew; files that are as they were at an earlier start are not parsed again. */
  scan(): Promise<DiscoveryResult> {
    return this.inTurn(async () => {
      const now = this.options.now ?? (() => performance.now());
      const start = now();
      await this.openCache();
      if (!this.cache?.holdsAny) this.options.parsers.warmUp();
      const { files } = await this.tree.scan();
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
    let fileWatcher: FileWatcher | undefined;
    let ended = false;
    const pass = (changes: FileChanges) =>
      this.inTurn(async () => {
        const change = await this.update(changes, fileWatcher);
        if (change && !ended) onChange(change);
      });
    const lookOnce = async () => {
      if (ended || (await fileWatcher?.isBusy())) return;
      const changes = await this.changesSinceRead();
      if (changes) await pass(changes);
    };
    // One after another: two at once would find the same changes, and have them read twice.
    let looking = Promise.resolve();
    const look = () => (looking = looking.then(lookOnce, lookOnce));
    this.looks.add(look);
    const lookLater = new Delayed(lookAfterChange, look);
    watching.add(lookLater);
    const passAndLook = async (changes: FileChanges) => {
      await pass(changes);
      lookLater.start();
    };
    let interval = this.options.pollInterval ?? (await pollNeeded(root));
    try {
      fileWatcher = await FileWatcher.start(root, patterns, (absolute) => this.tree.pathOf(absolute), passAndLook);
      watching.add(fileWatcher);
    } catch {
      interval ??= slowPoll;
    }
    if (interval !== undefined) watching.add(repeatedly(interval, () => pass(everything)));
    watching.add(repeatedly(secondLook, look));
    const watcher = {
      [Symbol.asyncDispose]: async () => {
        ended = true;
        this.looks.delete(look);
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

  /** What is not as it was when it was read; undefined when nothing is, or not yet at rest. */
  private async changesSinceRead(): Promise<FileChanges | undefined> {
    const resting = Date.now() - restingTime;
    const folderChange = await this.tree.youngestFolderChange();
    if (folderChange !== undefined && folderChange < resting) return everything;
    const known = this.tree.files();
    const stamps = await this.stampsOf(known);
    const different = known.flatMap((file, at) =>
      this.stamps.get(file.path) === stamps[at]!.text || this.indexing.wasLeftOut(file.path)
        ? []
        : [{ file, changedAt: stamps[at]!.changedAt }],
    );
    const isAnyGone = different.some(({ changedAt }) => changedAt === 0);
    if (isAnyGone && folderChange === undefined) return everything;
    const files = different.filter(({ changedAt }) => changedAt > 0 && changedAt < resting).map(({ file }) => file);
    return files.length > 0 ? { files, removed: [], rescan: false } : undefined;
  }

  private async update(
    { files, removed, rescan }: FileChanges,
    watcher: FileWatcher | undefined,
  ): Promise<CatalogueChange | undefined> {
    const found = rescan ? await this.rescan(watcher) : files;
    for (const path of removed)
      for (const known of this.readings.keys()) if (known === path || known.startsWith(`${path}/`)) this.forget(known);
    // A look at everything reads only what is not as it was.
    const stamps = rescan ? await this.stampsOf(found) : [];
    const requests = rescan
      ? found.filter(({ path }, at) => this.stamps.get(path) !== stamps[at]!.text && !this.indexing.wasLeftOut(path))
      : found;
    for (const reading of await this.readWritten(requests)) {
      const known = this.readings.get(reading.path);
      if (known && known.hash !== null && known.hash === reading.hash) continue;
      this.readings.set(reading.path, keepActors(reading, known));
    }
    for (const file of requests) this.tree.add(file);
    const before = this.view;
    this.view = catalogueOf(this.readings.values());
    return catalogueChange(before, this.view);
  }

  /** All files there are now, with every folder of theirs watched. */
  private async rescan(watcher: FileWatcher | undefined): Promise<FileRequest[]> {
    let { files, hasNewFolders } = await this.tree.scan();
    for (let renewals = 0; hasNewFolders && renewals < mostRenewals && (await watcher?.renew()); renewals++)
      ({ files, hasNewFolders } = await this.tree.scan());
    const present = new Set(files.map(({ path }) => path));
    for (const path of this.readings.keys()) if (!present.has(path)) this.forget(path);
    return files;
  }

  private forget(path: string): void {
    this.readings.delete(path);
    this.stamps.delete(path);
    this.indexing.forget(path);
    this.tree.forget(path);
  }

  /** The readings of files, from the cache where they are as they were; without those that are left out. */
  private async read(files: readonly FileRequest[]): Promise<FileReading[]> {
    const kept = await this.keptReadings(files);
    const read = await this.indexing.read(files.filter(({ path }) => !kept.has(path)));
    const readings: FileReading[] = [];
    for (const file of files) {
      const reading = kept.get(file.path) ?? read.get(file.path);
      if (!reading) continue;
      const { text } = reading.stamp ?? (await stampOf(file));
      this.stamps.set(file.path, text);
      this.cache?.put(reading);
      readings.push(reading);
    }
    return readings;
  }

  private async keptReadings(files: readonly FileRequest[]): Promise<Map<string, FileReading>> {
    const kept = new Map<string, FileReading>();
    const { cache } = this;
    if (!cache) return kept;
    const known = files.filter(({ path }) => cache.has(path));
    const stamps = await this.stampsOf(known);
    const found = await Promise.all(known.map((file, at) => cache.find(file, stamps[at]!)));
    for (const reading of found) if (reading) kept.set(reading.path, reading);
    return kept;
  }

  /** As `read`; but programs save a file by emptying it first, so one that was just emptied gets time to be written. */
  private async readWritten(requests: readonly FileRequest[]): Promise<FileReading[]> {
    const readings = new Map((await this.read(requests)).map((reading) => [reading.path, reading]));
    for (let waited = 0; waited < emptyTime && this.watchers.size > 0; waited += emptyLook) {
      const emptied = requests.filter(({ path }) => {
        const reading = readings.get(path);
        return reading !== undefined && isEmptied(reading, this.readings.get(path));
      });
      if (emptied.length === 0) break;
      await sleep(emptyLook);
      for (const reading of await this.read(emptied)) readings.set(reading.path, reading);
    }
    return [...readings.values()];
  }

  private async openCache(): Promise<void> {
    const { cacheFile, parsers } = this.options;
    if (this.cache || cacheFile === undefined) return;
    this.cache = new ReadingCache(cacheFile, await parsers.identity());
    await this.cache.load();
  }

  private async stampsOf(files: readonly FileRequest[]): Promise<FileStamp[]> {
    this.isNear ??= pollNeeded(this.options.root).then((interval) => interval === undefined);
    return stampsOf(files, await this.isNear);
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
