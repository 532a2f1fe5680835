import { createHash } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { GraphEdit } from '#shared/graph/graphEdit.ts';
import { parseJson } from '#shared/message/json.ts';
import { isRunning, programOwner } from '../system/programOwner.ts';

/** One line of the journal. */
interface JournalEntry {
  at: number;
  /** Hash of the file on which the first edit was made. */
  base: string;
  edits: GraphEdit[];
  /** Hash of the text that a save is about to put in the file's place; the edits before it are in that. */
  saving?: string;
}

export interface JournalContents {
  entries: JournalEntry[];
  /** Hash of the file on which the edits were made. */
  base: string;
}

/** Longest time an edit may be on its way to the disk, in milliseconds (G4 says one second). */
const syncDelay = 300;

/**
 * The edits of one graph that no save has taken in (G4), a JSON text a line in the workspace's `.reflow/journal/`. Written at once,
 * synced within `syncDelay`; a line that a crash cut short is ignored. Each program that has the graph open writes a file of its own
 * (P2); those of programs that run no more are what is offered.
 */
export class Journal {
  private readonly file: string;
  private handle: Promise<FileHandle> | undefined;
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly folder: string,
    /** How the files of this graph's journals begin. */
    private readonly stem: string,
  ) {
    this.file = path.join(folder, `${stem}${programOwner()}.jsonl`);
  }

  static of(stateFolder: string, graphPath: string): Journal {
    const name = createHash('sha256').update(graphPath).digest('hex').slice(0, 24);
    return new Journal(path.join(stateFolder, 'journal'), `${name}.`);
  }

  append(entry: JournalEntry, serialise: (value: unknown) => string): Promise<void> {
    const line = `${serialise(entry)}\n`;
    this.writing = this.writing.then(async () => {
      this.handle ??= mkdir(this.folder, { recursive: true }).then(() => open(this.file, 'a'));
      const handle = await this.handle;
      await handle.write(line);
      this.timer ??= setTimeout(() => void this.sync(), syncDelay);
    });
    return this.writing;
  }

  /**
   * What programs that did not end well left behind; undefined when there is nothing.
   * @param disk hash of the file as it is now
   */
  async read(disk: string): Promise<JournalContents | undefined> {
    const files = await this.abandoned();
    const entries = (await Promise.all(files.map((file) => readEntries(file, disk)))).flat();
    return entries.length > 0 ? { entries, base: entries[0]!.base } : undefined;
  }

  /** Goes on with what was left behind as its own. */
  adopt(): Promise<void> {
    this.writing = this.writing.then(async () => {
      await this.closeHandle();
      for (const file of await this.abandoned()) {
        if (file === this.file) continue;
        // Nothing is lost, and nothing is there twice, whenever this program ends.
        if (!(await isThere(this.file))) await rename(file, this.file);
        else {
          const handle = await open(this.file, 'a');
          await handle.writeFile(await readFile(file));
          await handle.datasync();
          await handle.close();
          await rm(file, { force: true });
        }
      }
    });
    return this.writing;
  }

  /** Forgets what was left behind, too: a person discarded it. */
  discard(): Promise<void> {
    this.writing = this.writing.then(async () => {
      await this.closeHandle();
      for (const file of await this.abandoned()) await rm(file, { force: true });
    });
    return this.writing;
  }

  /** Says that all edits so far are in the text of that hash, which is about to be the file's; nothing when there are no edits. */
  announce(saving: string, at: number): Promise<void> {
    this.writing = this.writing.then(async () => {
      if (!this.handle && !(await isThere(this.file))) return;
      const handle = await (this.handle ??= open(this.file, 'a'));
      await handle.write(`${JSON.stringify({ at, base: saving, edits: [], saving })}\n`);
      await handle.datasync();
    });
    return this.writing;
  }

  /** Forgets what this program wrote: a save has taken it in. */
  clear(): Promise<void> {
    this.writing = this.writing.then(async () => {
      await this.closeHandle();
      await rm(this.file, { force: true });
    });
    return this.writing;
  }

  /** Syncs and closes; the edits stay for the next start. */
  close(): Promise<void> {
    this.writing = this.writing.then(() => this.closeHandle());
    return this.writing;
  }

  /** The files of no other running program: those left behind, and the own. */
  private async abandoned(): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    const ofGraph = names.filter((name) => name.startsWith(this.stem) && name.endsWith('.jsonl')).sort();
    return ofGraph
      .filter((name) => {
        const owner = name.slice(this.stem.length, -'.jsonl'.length);
        return owner === programOwner() || !isRunning(owner);
      })
      .map((name) => path.join(this.folder, name));
  }

  private async sync(): Promise<void> {
    this.timer = undefined;
    await (await this.handle)?.datasync().catch(() => {});
  }

  private async closeHandle(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const handle = await this.handle;
    this.handle = undefined;
    if (!handle) return;
    await handle.datasync();
    await handle.close();
  }
}

async function readEntries(file: string, disk: string): Promise<JournalEntry[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  let entries: JournalEntry[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const entry = parseJson(line) as unknown as JournalEntry;
      if (entry.saving === undefined) entries.push(entry);
      else if (entry.saving === disk) entries = [];
    } catch {
      break;
    }
  }
  return entries;
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
