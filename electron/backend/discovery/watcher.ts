import { lstat, realpath, stat } from 'node:fs/promises';
import { subscribe, type AsyncSubscription, type Event } from '@parcel/watcher';
import { AppError } from '#shared/rpc/errors.ts';
import type { FileRequest } from '../readers/fileReader.ts';
import { GitActivity } from './gitActivity.ts';
import { excludedGlobs, pathMatcher, type FilePatterns } from './filePatterns.ts';
import { relativePath } from './scanner.ts';
import { moduleOf } from '../readers/wasm/wasmManifest.ts';

/** Changes that settled together. */
export interface FileChanges {
  /** Written or new. */
  readonly files: FileRequest[];
  /** Files or folders that are gone, relative to the workspace. */
  readonly removed: string[];
  /** A folder or a link came: only a scan can tell what is in it. */
  readonly rescan: boolean;
}

/** A file counts as written when it was not touched for so long (milliseconds). */
const settleTime = 50;
/** One that is written without end is read after this all the same. */
const longestWait = 1000;

/** More files than a person changes at once: a checkout, an unpacked archive. They are one change, so long as they keep coming. */
const flood = 20;
/** No file of a flood came for so long (milliseconds). */
const floodSettleTime = 200;
const longestFlood = 30_000;

const watchesEachFolder = process.platform === 'linux';

/** Watches a workspace for changes of files that may be actors (D9). */
export class FileWatcher implements AsyncDisposable {
  private subscription: AsyncSubscription | undefined;
  private readonly pending = new Map<string, Event['type']>();
  private timer: NodeJS.Timeout | undefined;
  private since = 0;
  private lastHeard = 0;
  private git: GitActivity | undefined;
  private work: Promise<unknown> = Promise.resolve();
  private renewal: Promise<void> | undefined;
  private disposed = false;
  private readonly matches: (file: string) => boolean;

  private constructor(
    private readonly root: string,
    private readonly patterns: FilePatterns,
    private readonly knownPath: (absolute: string) => string | undefined,
    private readonly onChange: (changes: FileChanges) => Promise<void>,
  ) {
    this.matches = pathMatcher(patterns);
  }

  /** @param knownPath the path in the workspace of a file that was found by a link */
  static async start(
    root: string,
    patterns: FilePatterns,
    knownPath: (absolute: string) => string | undefined,
    onChange: (changes: FileChanges) => Promise<void>,
  ): Promise<FileWatcher> {
    const watcher = new FileWatcher(await realpath(root), patterns, knownPath, onChange);
    watcher.git = await GitActivity.at(watcher.root);
    try {
      await watcher.subscribe();
    } catch (cause) {
      const message =
        `The folder ${root} cannot be watched, so changes there are not noticed: ${(cause as Error).message}. ` +
        'On Linux the limit fs.inotify.max_user_watches may be too low.';
      throw new AppError('internalError', message, undefined, { cause });
    }
    return watcher;
  }

  /**
   * Watches anew, which is needed where a folder came: on Linux each folder is watched by itself, and folders inside of one that
   * comes are not noticed, nor does one that is renamed know its new name. What happens meanwhile is not heard.
   * @returns whether a scan is needed for that reason
   */
  async renew(): Promise<boolean> {
    if (!watchesEachFolder || this.disposed) return false;
    this.renewal = this.subscribeAnew();
    // Where there is no watch left to be had, the looks at all that is known go on.
    await this.renewal.catch(() => {});
    return true;
  }

  /** Whether changes were heard that are not passed on yet, or more are to be expected. */
  async isBusy(): Promise<boolean> {
    return this.pending.size > 0 || ((await this.git?.isRecent()) ?? false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
    clearTimeout(this.timer);
    await this.work;
    await this.renewal?.catch(() => {});
    await this.subscription?.unsubscribe();
  }

  private async subscribeAnew(): Promise<void> {
    await this.subscription?.unsubscribe();
    this.subscription = undefined;
    await this.subscribe();
  }

  private async subscribe(): Promise<void> {
    this.subscription = await subscribe(this.root, (error, events) => this.hear(events, error !== null), {
      ignore: excludedGlobs(this.patterns.exclusions),
    });
  }

  /** @param isLost whether events were lost, as when there are more than the system keeps: only a scan can tell what they said */
  private hear(events: readonly Event[], isLost: boolean): void {
    if (this.disposed || (events.length === 0 && !isLost)) return;
    this.lastHeard = Date.now();
    if (this.pending.size === 0) this.since = this.lastHeard;
    if (isLost) this.pending.set(this.root, 'update');
    for (const { path: file, type } of events) this.pending.set(file, type);
    this.wait(10);
  }

  private wait(milliseconds: number): void {
    clearTimeout(this.timer);
    // What fails once must not make it deaf to all that comes later.
    this.timer = setTimeout(() => (this.work = this.work.then(() => this.settle()).catch(() => {})), milliseconds);
  }

  /** Passes on what is pending, or waits until the youngest of the files is old enough. */
  private async settle(): Promise<void> {
    const touched = [...this.pending.keys()].filter((file) => this.pending.get(file) !== 'delete');
    const ages = await Promise.all(touched.map(age));
    if (this.disposed || this.pending.size === 0) return;
    const isFlood = this.pending.size > flood || ((await this.git?.isRecent()) ?? false);
    const missing = Math.max(
      settleTime - ages.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY),
      isFlood ? floodSettleTime - (Date.now() - this.lastHeard) : 0,
    );
    if (missing > 0 && Date.now() - this.since < (isFlood ? longestFlood : longestWait)) {
      this.wait(missing);
      return;
    }
    const events = [...this.pending];
    this.pending.clear();
    const changes = await this.sorted(events);
    if (changes.files.length + changes.removed.length > 0 || changes.rescan) await this.onChange(changes);
  }

  private async sorted(events: readonly (readonly [string, Event['type']])[]): Promise<FileChanges> {
    const files: FileRequest[] = [];
    const removed: string[] = [];
    let rescan = false;
    for (const [absolute] of events) {
      if (absolute === this.root) rescan = true;
      const known = this.knownPath(absolute);
      const relative = known ?? relativePath(this.root, absolute);
      if (relative === undefined) continue;
      const module = moduleOf(relative);
      if (module !== undefined && this.matches(module)) {
        const file = moduleOf(absolute)!;
        if (await lstat(file).catch(() => undefined)) files.push({ absolute: file, path: module });
        continue;
      }
      // What is there now decides: events of one path may have been merged or be late.
      const status = await lstat(absolute).catch(() => undefined);
      if (!status) removed.push(relative);
      else if (status.isDirectory() || status.isSymbolicLink()) rescan = true;
      else if (known !== undefined || this.matches(relative)) files.push({ absolute, path: relative });
    }
    // Among so many some may be lost; a scan finds all of them at once.
    return { files, removed, rescan: rescan || files.length + removed.length > flood };
  }
}

/** Milliseconds since a file was written; Infinity when it is gone, or its time lies in the future. */
async function age(file: string): Promise<number> {
  const status = await stat(file).catch(() => undefined);
  const since = status ? Date.now() - status.mtimeMs : Number.POSITIVE_INFINITY;
  return since < -settleTime ? Number.POSITIVE_INFINITY : since;
}
