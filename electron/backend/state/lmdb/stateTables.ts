import type { Database, RootDatabase } from 'lmdb';
import {
  expiryKey,
  itemKey,
  keyOfExpiry,
  readLastWrite,
  readRecord,
  writeRecord,
  type LastWrite,
  type StoredRecord,
} from './records.ts';

type Table = Database<Buffer, Buffer>;
const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
const lastListNumber = Buffer.from('lastListNumber');
const lastChangeNumber = Buffer.from('lastChangeNumber');
/** How many of the last changes are noted for other programs. */
const changeSlots = 1024;

/** A change that a program noted for the others. */
export interface NotedChange {
  readonly full: string;
  readonly writer: string | null;
}

/** The tables of the embedded store and the steps on them. Whoever calls a step that writes has a write transaction open. */
export class StateTables {
  private readonly records: Table;
  private readonly items: Table;
  private readonly expiries: Table;
  private readonly counters: Table;
  private readonly changes: Table;

  constructor(root: RootDatabase<Buffer, Buffer>) {
    this.records = root.openDB({ name: 'records', ...binary });
    this.items = root.openDB({ name: 'items', ...binary });
    this.expiries = root.openDB({ name: 'expiries', ...binary });
    this.counters = root.openDB({ name: 'counters', ...binary });
    this.changes = root.openDB({ name: 'changes', ...binary });
  }

  /** What is kept under a key; what has expired is not there. */
  read(key: Buffer, now: number): StoredRecord | undefined {
    const bytes = this.records.get(key);
    if (!bytes) return undefined;
    const record = readRecord(bytes);
    return record.expiresAt !== 0 && record.expiresAt <= now ? undefined : record;
  }

  /** Who wrote what is kept under a key. */
  lastWrite(key: Buffer): LastWrite {
    const bytes = this.records.get(key);
    return bytes ? readLastWrite(bytes) : { updatedAt: null, writer: null };
  }

  /** Puts a record in place of whatever is there, an expired one included. */
  write(key: Buffer, record: StoredRecord, by: LastWrite): void {
    this.forget(key, record.kind === 'list' ? record.list : undefined);
    this.records.putSync(key, writeRecord(record, by));
    if (record.expiresAt !== 0) this.expiries.putSync(expiryKey(record.expiresAt, key), Buffer.alloc(0));
  }

  remove(key: Buffer): void {
    this.forget(key, undefined);
    this.records.removeSync(key);
  }

  newListNumber(): bigint {
    const last = this.counters.get(lastListNumber)?.readBigUInt64BE(0) ?? 0n;
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigUInt64BE(last + 1n);
    this.counters.putSync(lastListNumber, bytes);
    return last + 1n;
  }

  /** Notes changes for the other programs that have this database open; old notes give way. */
  noteChanges(program: Buffer, changes: readonly NotedChange[]): void {
    let number = this.changeNumber();
    for (const { full, writer } of changes) {
      const head = Buffer.alloc(8 + program.length);
      head.writeDoubleBE(++number, 0);
      program.copy(head, 8);
      this.changes.putSync(slotOf(number), Buffer.concat([head, Buffer.from(`${writer ?? ''}\0${full}`)]));
    }
    const counter = Buffer.alloc(8);
    counter.writeDoubleBE(number, 0);
    this.counters.putSync(lastChangeNumber, counter);
  }

  /** The number of the last change noted. */
  changeNumber(): number {
    return this.counters.get(lastChangeNumber)?.readDoubleBE(0) ?? 0;
  }

  /** Changes of other programs after a number; undefined when there were too many for all to be known. */
  changesSince(number: number, own: Buffer): NotedChange[] | undefined {
    const last = this.changeNumber();
    if (last - number > changeSlots) return undefined;
    const found: NotedChange[] = [];
    for (let at = number + 1; at <= last; at++) {
      const bytes = this.changes.get(slotOf(at));
      if (!bytes || bytes.readDoubleBE(0) !== at) return undefined;
      if (own.equals(bytes.subarray(8, 8 + own.length))) continue;
      const [writer, ...full] = bytes.toString('utf8', 8 + own.length).split('\0');
      found.push({ full: full.join('\0'), writer: writer || null });
    }
    return found;
  }

  putItem(list: bigint, index: bigint, text: string): void {
    this.items.putSync(itemKey(list, index), Buffer.from(text));
  }

  takeItem(list: bigint, index: bigint): string {
    const key = itemKey(list, index);
    const text = this.items.get(key)!.toString('utf8');
    this.items.removeSync(key);
    return text;
  }

  itemsOf({ list, first, next }: { list: bigint; first: bigint; next: bigint }): string[] {
    const range = this.items.getRange({ start: itemKey(list, first), end: itemKey(list, next) });
    return Array.from(range, ({ value }) => value.toString('utf8'));
  }

  /** Whole keys that begin with `prefix` (which ends in a colon, or is empty) and have not expired, in order of their bytes. */
  *keysWith(prefix: string, now: number): Iterable<[key: string, record: StoredRecord]> {
    const start = Buffer.from(prefix);
    const end = Buffer.from(prefix === '' ? '\u{10ffff}' : `${prefix.slice(0, -1)};`);
    for (const { key, value } of this.records.getRange({ start, end })) {
      const record = readRecord(value);
      if (record.expiresAt === 0 || record.expiresAt > now) yield [key.toString('utf8'), record];
    }
  }

  /** Removes what has expired, at most `limit` keys at once; answers the keys. */
  removeExpired(now: number, limit: number): string[] {
    const end = expiryKey(now, Buffer.from([0xff]));
    const due = Array.from(this.expiries.getKeys({ end, limit }), (expiry) => Buffer.from(keyOfExpiry(expiry)));
    for (const key of due) this.remove(key);
    return due.map((key) => key.toString('utf8'));
  }

  /** Removes what hangs on the present record of a key: its note of expiry, and its items unless they are list `kept`. */
  private forget(key: Buffer, kept: bigint | undefined): void {
    const bytes = this.records.get(key);
    if (!bytes) return;
    const old = readRecord(bytes);
    if (old.expiresAt !== 0) this.expiries.removeSync(expiryKey(old.expiresAt, key));
    if (old.kind !== 'list' || old.list === kept) return;
    for (let index = old.first; index < old.next; index++) this.items.removeSync(itemKey(old.list, index));
  }
}

function slotOf(number: number): Buffer {
  const key = Buffer.allocUnsafe(2);
  key.writeUInt16BE(number % changeSlots);
  return key;
}
