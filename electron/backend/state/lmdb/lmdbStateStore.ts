import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { AppError } from '#shared/rpc/errors.ts';
import type { Value } from '#shared/message/message.ts';
import type { StateChangeRecord, StateEntry } from '#shared/rpc/live/state.ts';
import { SharedDatabase } from '../../lmdb/sharedDatabase.ts';
import { disposable } from '../../system/lifetime.ts';
import { ChangeLog } from '../changeLog.ts';
import { fullKey, namespacePrefix, splitKey } from '../keys.ts';
import { globMatcher } from '../glob.ts';
import { checkOperation, isChange, type CheckedOperation } from '../operation.ts';
import { describeEntry } from '../stateEntry.ts';
import type { StateChange, StateOperation, StateScope, StateStore, StateWriter } from '../stateStore.ts';
import { secondsLeft } from '../stateText.ts';
import { DiskFlusher } from './diskFlusher.ts';
import { carryOut } from './lmdbOperations.ts';
import { StateTables, type NotedChange } from './stateTables.ts';
import type { StoredRecord } from './records.ts';

export interface LmdbStateStoreOptions {
  /** Folder of the database, made when missing. */
  folder: string;
  /** Seconds after which keys expire that nobody gave an expiry (`redis.ttl`). */
  ttl?: number | undefined;
  now?: () => number;
  /** Milliseconds between removals of what has expired. */
  sweepInterval?: number;
}

interface Waiting {
  readonly scope: StateScope;
  readonly operation: CheckedOperation;
  readonly writer: StateWriter | undefined;
  resolve(result: Value | undefined): void;
  reject(failure: unknown): void;
}

const sweepLimit = 1000;
/** How often changes of other programs are looked for while somebody watches, in milliseconds; a look reads one number. */
const lookInterval = 100;

/**
 * State kept in the workspace (T1). Operations of one turn of the event loop are one LMDB transaction, under the lock that all
 * programs on this database share. A transaction is in the file when the operation is answered, so the end of this program loses
 * nothing; the disk is flushed shortly afterwards.
 */
export class LmdbStateStore implements StateStore {
  readonly kind = 'embedded';
  private readonly tables: StateTables;
  private readonly changes: ChangeLog;
  private waiting: Waiting[] = [];
  private readonly sweeper: NodeJS.Timeout;
  private closed = false;
  /** Tells this program's changes from those of others. */
  private readonly program = randomBytes(6);
  private noted: NotedChange[] = [];
  private looking: NodeJS.Timeout | undefined;
  private seenChange = 0;

  /** @throws AppError `stateUnavailable` when the folder cannot be written */
  static open(options: LmdbStateStoreOptions): LmdbStateStore {
    try {
      return new LmdbStateStore(SharedDatabase.open(path.join(options.folder, 'state'), 8), options);
    } catch (cause) {
      throw new AppError(
        'stateUnavailable',
        `The state of actors cannot be kept in ${options.folder}: ${cause instanceof Error ? cause.message : cause}. Make the folder writable, or configure redis.url.`,
        undefined,
        { cause },
      );
    }
  }

  private readonly now: () => number;
  private readonly flusher: DiskFlusher;

  private constructor(
    private readonly database: SharedDatabase,
    private readonly options: LmdbStateStoreOptions,
  ) {
    this.now = options.now ?? Date.now;
    this.tables = new StateTables(database.root);
    this.changes = new ChangeLog(this.now);
    this.flusher = new DiskFlusher(database.file);
    this.sweeper = setInterval(() => this.removeExpired(), options.sweepInterval ?? 30_000).unref();
  }

  run(scope: StateScope, operation: StateOperation, writer?: StateWriter): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw closedFailure();
      const checked = checkOperation(operation);
      if (this.waiting.length === 0) queueMicrotask(() => this.runWaiting());
      this.waiting.push({ scope, operation: checked, writer, resolve, reject });
    });
  }

  async list({ namespace, pattern }: { namespace?: string; pattern?: string }): Promise<StateEntry[]> {
    const wanted = pattern === undefined ? () => true : globMatcher(pattern);
    const now = this.now();
    const entries: StateEntry[] = [];
    for (const [full, record] of this.tables.keysWith(namespace === undefined ? '' : namespacePrefix(namespace), now)) {
      const key = splitKey(full);
      if (key && wanted(key.key)) entries.push(this.entryOf(full, key, record, now));
    }
    return entries;
  }

  async entry(scope: StateScope, key: string): Promise<StateEntry | undefined> {
    const full = fullKey(scope, key);
    const now = this.now();
    const record = this.tables.read(Buffer.from(full), now);
    return record && this.entryOf(full, { ...scope, key }, record, now);
  }

  history(filter: Partial<StateScope & { key: string }>, limit: number): StateChangeRecord[] {
    return this.changes.history(filter, limit);
  }

  onChange(listener: (change: StateChange) => void): Disposable {
    const listening = this.changes.onChange(listener);
    if (!this.looking) {
      this.seenChange = this.tables.changeNumber();
      this.looking = setInterval(() => this.lookElsewhere(), lookInterval).unref();
    }
    return disposable(() => {
      listening[Symbol.dispose]();
      if (this.changes.isHeard) return;
      clearInterval(this.looking);
      this.looking = undefined;
    });
  }

  availability(): { available: boolean; detail: string } {
    return this.closed
      ? { available: false, detail: 'The embedded store is closed.' }
      : { available: true, detail: `Embedded, in ${this.options.folder}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.closed) return;
    this.runWaiting();
    this.closed = true;
    clearInterval(this.sweeper);
    clearInterval(this.looking);
    await this.flusher[Symbol.asyncDispose]();
    await this.database[Symbol.asyncDispose]();
  }

  /** One transaction for all; reading alone takes no lock. An operation that fails leaves the others be. */
  private runWaiting(): void {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length === 0) return;
    const settled: (() => void)[] = [];
    const runAll = (): void => {
      for (const waiting of batch) settled.push(this.runOne(waiting));
    };
    try {
      if (batch.some(({ operation }) => isChange(operation))) {
        this.noted = [];
        this.database.write(() => {
          runAll();
          if (this.noted.length > 0) this.tables.noteChanges(this.program, this.noted);
        });
        this.flusher.written();
      } else runAll();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const failure = new AppError(
        'stateUnavailable',
        `The state of actors could not be written in ${this.options.folder}: ${reason}. Look whether the disk is full.`,
        undefined,
        { cause },
      );
      for (const { reject } of batch) reject(failure);
      return;
    }
    for (const settle of settled) settle();
  }

  /** Answers what to do once the transaction is in the file. */
  private runOne({ scope, operation, writer, resolve, reject }: Waiting): () => void {
    try {
      const ttl = (this.options.ttl ?? 0) * 1000;
      const { result, change, before, after } = carryOut(this.tables, scope, operation, {
        ...{ now: this.now(), ttl, writer: writer?.node ?? null },
      });
      if (change === 'none' || !isChange(operation)) return () => resolve(result);
      const full = fullKey(scope, operation.key);
      this.noted.push({ full, writer: writer?.node ?? null });
      return () => {
        const done = { operation: operation.name, deleted: change === 'deleted', before, after };
        this.changes.wrote(full, scope, operation.key, done, writer);
        resolve(result);
      };
    } catch (failure) {
      if (!(failure instanceof AppError)) throw failure;
      return () => reject(failure);
    }
  }

  private entryOf(full: string, key: StateScope & { key: string }, record: StoredRecord, now: number): StateEntry {
    const texts = record.kind === 'value' ? record.text : this.tables.itemsOf(record);
    const ttl = record.expiresAt === 0 ? null : secondsLeft(record.expiresAt - now);
    return describeEntry(key, texts, ttl, this.tables.lastWrite(Buffer.from(full)));
  }

  /** Tells of what other programs have written since the last look. */
  private lookElsewhere(): void {
    const last = this.tables.changeNumber();
    if (last === this.seenChange) return;
    const others = this.tables.changesSince(this.seenChange, this.program);
    this.seenChange = last;
    const now = this.now();
    const keys = new Map(others?.map(({ full, writer }) => [full, writer]));
    // After too many changes every key may be another.
    if (!others) for (const [full] of this.tables.keysWith('', now)) keys.set(full, null);
    for (const [full, writer] of keys) {
      const key = splitKey(full);
      if (!key) continue;
      const record = this.tables.read(Buffer.from(full), now);
      this.changes.elsewhere(full, key, record && this.entryOf(full, key, record, now).json, writer);
    }
  }

  private removeExpired(): void {
    const now = this.now();
    let gone: string[];
    try {
      gone = this.database.write(() => this.tables.removeExpired(now, sweepLimit));
    } catch {
      // A disk that cannot be written is told to those who write; what has expired is not seen anyway.
      return;
    }
    if (gone.length > 0) this.flusher.written();
    for (const full of gone) {
      const key = splitKey(full);
      if (key) this.changes.elsewhere(full, key, undefined, null);
    }
  }
}

function closedFailure(): AppError {
  return new AppError('stateUnavailable', 'The state of actors is closed because the program is ending.');
}
