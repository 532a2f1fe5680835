import type { Database, RootDatabase } from 'lmdb';
import { expiryKey, itemKey, keyOfExpiry, readRecord, writeRecord, type StoredRecord } from './records.ts';

type Table = Database<Buffer, Buffer>;
const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
const lastListNumber = Buffer.from('lastListNumber');

/** The tables of the embedded store and the steps on them. Whoever calls a step that writes has a write transaction open. */
export class StateTables {
  private readonly records: Table;
  private readonly items: Table;
  private readonly expiries: Table;
  private readonly counters: Table;

  constructor(root: RootDatabase<Buffer, Buffer>) {
    this.records = root.openDB({ name: 'records', ...binary });
    this.items = root.openDB({ name: 'items', ...binary });
    this.expiries = root.openDB({ name: 'expiries', ...binary });
    this.counters = root.openDB({ name: 'counters', ...binary });
  }

  /** What is kept under a key; what has expired is not there. */
  read(key: Buffer, now: number): StoredRecord | undefined {
    const bytes = this.records.get(key);
    if (!bytes) return undefined;
    const record = readRecord(bytes);
    return record.expiresAt !== 0 && record.expiresAt <= now ? undefined : record;
  }

  /** Puts a record in place of whatever is there, an expired one included. */
  write(key: Buffer, record: StoredRecord): void {
    this.forget(key, record.kind === 'list' ? record.list : undefined);
    this.records.putSync(key, writeRecord(record));
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
