import type { IndexingStatus } from '#shared/rpc/live/system.ts';
import type { ParserPool } from '../parsers/parserPool.ts';
import type { FileReading, FileRequest } from '../readers/fileReader.ts';

/** What takes less long than this, in milliseconds, is not worth a word. */
const worthTelling = 500;

/** So many files at once are none that somebody saves: after a stop they wait, too. */
const many = 64;
/** Changes of many files come in several parts; what comes so soon after a stop, in milliseconds, belongs to what was stopped. */
const stopLasts = 5000;

/** The reading of many actor files, which says how far it is and can be stopped (E9). */
export class Indexing {
  /** Paths that were left out when it was stopped. */
  private readonly left = new Set<string>();
  private stoppedAt = -Infinity;
  private present: { readonly since: number; readonly total: number; done: number; stop: AbortController } | undefined;

  constructor(
    private readonly parsers: ParserPool,
    private readonly now: () => number,
  ) {}

  /** Null when nothing is being read, or not yet for long, and nothing was left out. */
  get status(): IndexingStatus | null {
    const { present, left } = this;
    if (present && this.now() - present.since >= worthTelling)
      return { state: 'reading', done: present.done, total: present.total };
    return left.size > 0 ? { state: 'stopped', left: left.size } : null;
  }

  /** Leaves out what is not read yet. @returns whether anything was being read */
  stop(): boolean {
    this.stoppedAt = this.now();
    this.present?.stop.abort();
    return this.present !== undefined;
  }

  /** What was left out is to be read after all. */
  takeUp(): void {
    this.stoppedAt = -Infinity;
    this.left.clear();
  }

  wasLeftOut(path: string): boolean {
    return this.left.has(path);
  }

  forget(path: string): void {
    this.left.delete(path);
  }

  /** As `ParserPool.read`, by path; without the files that were left out because somebody stopped it. */
  async read(files: readonly FileRequest[]): Promise<Map<string, FileReading>> {
    const isStopped = this.left.size > 0 || this.now() - this.stoppedAt < stopLasts;
    if (isStopped && files.length > many) {
      for (const { path } of files) this.left.add(path);
      return new Map();
    }
    const present = { since: this.now(), total: files.length, done: 0, stop: new AbortController() };
    this.present = present;
    try {
      const readings = await this.parsers.read(files, {
        signal: present.stop.signal,
        onRead: (count) => void (present.done += count),
      });
      const read = new Map(readings.map((reading) => [reading.path, reading]));
      for (const { path } of files)
        if (read.has(path)) this.left.delete(path);
        else this.left.add(path);
      return read;
    } finally {
      this.present = undefined;
    }
  }
}
