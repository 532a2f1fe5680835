import type { Database } from 'lmdb';
import { AppError } from '#shared/rpc/errors.ts';
import type { RunFailure, RunSummary } from '#shared/rpc/live/recording.ts';
import { SharedDatabase } from '../../lmdb/sharedDatabase.ts';
import { isRunning, programOwner } from '../../system/programOwner.ts';
import { LetterTable } from './letterTable.ts';
import { messageKey, readMessage, type StoredMessage } from './runRecords.ts';
import { fileTrouble } from '../../system/fileTrouble.ts';

/** Messages that are looked at together. */
const lookedAtTogether = 1000;

/** A run as it is kept; whether it still runs is found when somebody asks. */
export interface RunRecord extends Omit<RunSummary, 'state'> {
  /** The program that runs or ran it (`programOwner`); records of earlier versions have none. */
  owner?: string;
}

/**
 * Whether a run is not over: this program has it, or another that still runs.
 * @param running the runs of this program that go on, by id
 */
export function goesOn({ id, endedAt, owner }: RunRecord, running: ReadonlyMap<string, RunRecord>): boolean {
  if (running.has(id)) return true;
  return endedAt === null && owner !== undefined && owner !== programOwner() && isRunning(owner);
}

/** Recorded runs and dead letters on disk, in an LMDB database of their own; several programs may have it open. */
export class RunDatabase implements AsyncDisposable {
  readonly letters: LetterTable;
  private readonly runs: Database<RunRecord, string>;
  private readonly titles: Database<Record<string, string>, string>;
  private readonly messages: Database<Buffer, Buffer>;
  private readonly failures: Database<RunFailure, Buffer>;

  private constructor(private readonly database: SharedDatabase) {
    const { root } = database;
    this.runs = root.openDB({ name: 'runs', encoding: 'json' });
    this.titles = root.openDB({ name: 'titles', encoding: 'json' });
    this.messages = root.openDB({ name: 'messages', encoding: 'binary', keyEncoding: 'binary' });
    this.failures = root.openDB({ name: 'failures', encoding: 'json', keyEncoding: 'binary' });
    this.letters = new LetterTable(root);
  }

  /** @throws AppError `internalError` when the folder cannot be written */
  static open(folder: string): RunDatabase {
    try {
      return new RunDatabase(SharedDatabase.open(folder, 8));
    } catch (cause) {
      throw new AppError(
        'internalError',
        `Runs cannot be recorded in ${folder}: ${fileTrouble(cause)}. Make the folder writable, or set recording.mode to off in reflow.yaml.`,
        undefined,
        { cause },
      );
    }
  }

  /** Writes in one transaction, under the lock that all programs share. Records may be lost with the power, not with the program. */
  write<T>(change: () => T): T {
    return this.database.write(change);
  }

  putRun(run: RunRecord): void {
    this.runs.putSync(run.id, run);
  }

  run(id: string): RunRecord | undefined {
    return this.runs.get(id);
  }

  putTitles(runId: string, titles: Record<string, string>): void {
    this.titles.putSync(runId, titles);
  }

  /** What the nodes of a run are called, where that is not their id. */
  titlesOf(runId: string): Record<string, string> {
    return this.titles.get(runId) ?? {};
  }

  /** Newest first. */
  allRuns(): RunRecord[] {
    return Array.from(this.runs.getRange(), ({ value }) => value).sort((a, b) => b.startedAt - a.startedAt);
  }

  putMessage(runId: string, id: number, bytes: Buffer): void {
    this.messages.putSync(messageKey(runId, id), bytes);
  }

  message(runId: string, id: number): StoredMessage | undefined {
    const bytes = this.messages.get(messageKey(runId, id));
    return bytes && readMessage(bytes);
  }

  /** Those after an id, in order. */
  *messagesAfter(runId: string, id: number): Iterable<StoredMessage> {
    const range = this.messages.getRange({ start: messageKey(runId, id + 1), end: lastKey(runId) });
    for (const { value } of range) yield readMessage(value);
  }

  putFailure(runId: string, number: number, failure: RunFailure): void {
    this.failures.putSync(messageKey(runId, number), failure);
  }

  failuresOf(runId: string, limit: number): RunFailure[] {
    const range = this.failures.getRange({ start: messageKey(runId, 0), end: lastKey(runId), limit });
    return Array.from(range, ({ value }) => value);
  }

  /** @returns whether it was there. Call inside `write`. */
  removeRun(id: string): boolean {
    for (const table of [this.messages, this.failures])
      for (const key of table.getKeys({ start: messageKey(id, 0), end: lastKey(id) })) table.removeSync(key);
    this.titles.removeSync(id);
    return this.runs.removeSync(id);
  }

  /** The messages of a run from its first on, with their size on disk; they may be removed meanwhile. */
  *oldest(runId: string): Iterable<{ id: number; timestamp: number; bytes: number }> {
    for (let after = 0; ;) {
      const range = { start: messageKey(runId, after + 1), end: lastKey(runId), limit: lookedAtTogether };
      const batch = [...this.messages.getRange(range)];
      if (batch.length === 0) return;
      for (const { value } of batch) {
        const { id, timestamp } = readMessage(value);
        yield { id, timestamp, bytes: value.length };
        after = id;
      }
    }
  }

  /** Call inside `write`. */
  removeMessage(runId: string, id: number): void {
    this.messages.removeSync(messageKey(runId, id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]();
  }
}

function lastKey(runId: string): Buffer {
  return Buffer.concat([Buffer.from(runId), Buffer.from([1])]);
}
