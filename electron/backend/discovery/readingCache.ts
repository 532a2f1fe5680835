import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DiscoveredScriptActor, PortDefinition } from '#shared/actor/actor.ts';
import type { FileReading, FileRequest } from '../readers/fileReader.ts';
import type { FileStamp } from '../readers/fileStamp.ts';

/** A reading that can be kept. */
type StampedReading = FileReading & { readonly stamp: FileStamp };

interface Entry {
  /** Whether the file had changed so recently that a later change may have left its stamp as it was. */
  readonly recent: boolean;
  readonly reading: StampedReading;
}

/** Times of files are this exact at worst (milliseconds). */
const coarsestTime = 2000;

/**
 * What a workspace's files said when they were last read, kept from one start to the next: by path, size, times, number and hash.
 * What it holds is never believed of a file that changed since, and nothing of it after the readers themselves changed.
 */
export class ReadingCache {
  private entries = new Map<string, Entry>();
  private isChanged = false;

  /**
   * @param file where it is kept
   * @param readers says which readers made the readings; another one makes the cache worthless
   */
  constructor(
    private readonly file: string,
    private readonly readers: string,
  ) {}

  /** Reads what was kept; anything that is not as it should be counts as nothing kept. */
  async load(): Promise<void> {
    try {
      const { readers, entries } = JSON.parse(await readFile(this.file, 'utf8')) as {
        readers?: unknown;
        entries?: Record<string, Entry>;
      };
      if (readers !== this.readers) return;
      for (const [name, entry] of Object.entries(entries ?? {}))
        if (isSound(name, entry)) this.entries.set(name, entry);
    } catch {
      this.entries.clear();
    }
  }

  get holdsAny(): boolean {
    return this.entries.size > 0;
  }

  /** Whether it knows a file, as it is or was. */
  has(path: string): boolean {
    return this.entries.has(path);
  }

  /** The reading of a file that is as it was; undefined when it has to be read. */
  async find({ absolute, path: name }: FileRequest, stamp: FileStamp): Promise<FileReading | undefined> {
    const entry = this.entries.get(name);
    if (entry?.reading.stamp.text !== stamp.text) return undefined;
    if (!entry.recent) return entry.reading;
    // It may have been written twice within one tick of its clock: only its bytes can tell.
    const bytes = await readFile(absolute).catch(() => undefined);
    const isSame = bytes && createHash('sha256').update(bytes).digest('hex') === entry.reading.hash;
    return isSame ? entry.reading : undefined;
  }

  /** Keeps a reading, if it can be kept. */
  put(reading: FileReading): void {
    const { path: name, stamp } = reading;
    const known = this.entries.get(name);
    const recent = stamp !== undefined && Date.now() - stamp.changedAt < coarsestTime;
    if (known && known.reading.stamp.text === stamp?.text && known.recent === recent) return;
    if (!isKeepable(reading)) {
      this.isChanged ||= this.entries.delete(name);
      return;
    }
    this.isChanged = true;
    this.entries.set(name, { recent, reading });
  }

  /** Forgets files that are gone. */
  keepOnly(paths: ReadonlySet<string>): void {
    for (const name of this.entries.keys())
      if (!paths.has(name)) {
        this.entries.delete(name);
        this.isChanged = true;
      }
  }

  /** Writes what changed. That it cannot be written costs the next start a little time, and nothing else. */
  async save(): Promise<void> {
    if (!this.isChanged) return;
    this.isChanged = false;
    const text = JSON.stringify({ readers: this.readers, entries: Object.fromEntries(this.entries) });
    const aside = `${this.file}.${process.pid}`;
    try {
      await mkdir(path.dirname(this.file), { recursive: true });
      await writeFile(aside, text);
      await rename(aside, this.file);
    } catch {
      await rm(aside, { force: true }).catch(() => {});
    }
  }
}

/**
 * One that could not be read may be readable the next time, though nothing about it changes; and big integers, bytes and their like
 * are nothing that JSON would give back.
 */
function isKeepable(reading: FileReading): reading is StampedReading {
  const isPlainPort = (port: PortDefinition) => port.default === undefined || isPlain(port.default);
  const isPlainActor = ({ inports, outports, workspace_metadata }: DiscoveredScriptActor) =>
    inports.every(isPlainPort) && outports.every(isPlainPort) && isPlain(workspace_metadata.config_schema);
  return reading.stamp !== undefined && reading.hash !== null && reading.actors.every(isPlainActor);
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint';
  return !(value instanceof Uint8Array) && Object.values(value).every(isPlain);
}

/** A reading must speak of the file under whose name it is kept. */
function isSound(name: string, entry: Entry): boolean {
  const { reading } = entry;
  return (
    typeof reading.stamp.text === 'string' &&
    typeof reading.hash === 'string' &&
    reading.path === name &&
    Array.isArray(reading.problems) &&
    Array.isArray(reading.actors) &&
    reading.actors.every((actor) => actor.file_path === name)
  );
}
