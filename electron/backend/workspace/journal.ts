import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { GraphEdit } from '#shared/graph/graphEdit.ts';
import { parseJson } from '#shared/message/json.ts';

/** One line of the journal. */
interface JournalEntry {
  at: number;
  /** Hash of the file on which the first edit was made. */
  base: string;
  edits: GraphEdit[];
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
 * synced within `syncDelay`; a line that a crash cut short is ignored.
 */
export class Journal {
  private handle: Promise<FileHandle> | undefined;
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  private constructor(private readonly file: string) {}

  static of(stateFolder: string, graphPath: string): Journal {
    const name = createHash('sha256').update(graphPath).digest('hex').slice(0, 24);
    return new Journal(path.join(stateFolder, 'journal', `${name}.jsonl`));
  }

  append(entry: JournalEntry, serialise: (value: unknown) => string): Promise<void> {
    const line = `${serialise(entry)}\n`;
    this.writing = this.writing.then(async () => {
      this.handle ??= mkdir(path.dirname(this.file), { recursive: true }).then(() => open(this.file, 'a'));
      const handle = await this.handle;
      await handle.write(line);
      this.timer ??= setTimeout(() => void this.sync(), syncDelay);
    });
    return this.writing;
  }

  /** What a program that did not end well left behind; undefined when there is nothing. */
  async read(): Promise<JournalContents | undefined> {
    const text = await readFile(this.file, 'utf8').catch(() => '');
    const entries: JournalEntry[] = [];
    for (const line of text.split('\n')) {
      if (line === '') continue;
      try {
        entries.push(parseJson(line) as JournalEntry);
      } catch {
        break;
      }
    }
    return entries.length > 0 ? { entries, base: entries[0]!.base } : undefined;
  }

  /** Forgets everything: a save has taken it in, or a person discarded it. */
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
