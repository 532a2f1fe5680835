import type { StateEntry } from '#shared/rpc/live/state.ts';

/** Who wrote a key last, and when; nulls in what earlier versions wrote. */
export type LastWrite = Pick<StateEntry, 'updatedAt' | 'writer'>;

/**
 * What the embedded store keeps under a key. A value is its JSON text; a list is a number under which its items are kept one by
 * one, so that appending to and taking from a long list cost the same as for a short one.
 *
 * Bytes of a record: u8 kind · f64 time of expiry in milliseconds since the epoch, 0 for none · f64 time of the last write · u16 bytes of the
 * writer's name · the name, UTF-8 · value: UTF-8 text; list: u64 number of the list · u64 index of the first item · u64 index after the last.
 * All big-endian. Earlier versions wrote neither time nor name of the last write.
 */
export type StoredRecord =
  | { readonly kind: 'value'; readonly expiresAt: number; readonly text: string }
  | {
      readonly kind: 'list';
      readonly expiresAt: number;
      readonly list: bigint;
      readonly first: bigint;
      readonly next: bigint;
    };

const kinds = { value: 2, list: 3 } as const;
const earlierKinds = { value: 0, list: 1 } as const;
const expiryBytes = 9;
const headerBytes = 19;
const longestName = 0xffff;

export function writeRecord(record: StoredRecord, { updatedAt, writer }: LastWrite): Buffer {
  const name = Buffer.from(writer ?? '').subarray(0, longestName);
  const start = headerBytes + name.length;
  const bytes = Buffer.allocUnsafe(start + (record.kind === 'value' ? Buffer.byteLength(record.text) : 24));
  bytes.writeUInt8(kinds[record.kind], 0);
  bytes.writeDoubleBE(record.expiresAt, 1);
  bytes.writeDoubleBE(updatedAt ?? 0, expiryBytes);
  bytes.writeUInt16BE(name.length, expiryBytes + 8);
  name.copy(bytes, headerBytes);
  if (record.kind === 'value') bytes.write(record.text, start);
  else {
    bytes.writeBigUInt64BE(record.list, start);
    bytes.writeBigUInt64BE(record.first, start + 8);
    bytes.writeBigUInt64BE(record.next, start + 16);
  }
  return bytes;
}

export function readRecord(bytes: Buffer): StoredRecord {
  const expiresAt = bytes.readDoubleBE(1);
  const kind = bytes.readUInt8(0);
  const start = isEarlier(kind) ? expiryBytes : headerBytes + bytes.readUInt16BE(expiryBytes + 8);
  if (kind === kinds.value || kind === earlierKinds.value)
    return { kind: 'value', expiresAt, text: bytes.toString('utf8', start) };
  return {
    kind: 'list',
    expiresAt,
    list: bytes.readBigUInt64BE(start),
    first: bytes.readBigUInt64BE(start + 8),
    next: bytes.readBigUInt64BE(start + 16),
  };
}

/** Who wrote a record. */
export function readLastWrite(bytes: Buffer): LastWrite {
  if (isEarlier(bytes.readUInt8(0))) return { updatedAt: null, writer: null };
  const end = headerBytes + bytes.readUInt16BE(expiryBytes + 8);
  return {
    updatedAt: bytes.readDoubleBE(expiryBytes),
    writer: end === headerBytes ? null : bytes.toString('utf8', headerBytes, end),
  };
}

function isEarlier(kind: number): boolean {
  return kind <= earlierKinds.list;
}

/** Where an item of a list is kept. */
export function itemKey(list: bigint, index: bigint): Buffer {
  const key = Buffer.allocUnsafe(16);
  key.writeBigUInt64BE(list, 0);
  key.writeBigUInt64BE(index, 8);
  return key;
}

/** Where the expiry of a key is noted, in order of time. */
export function expiryKey(expiresAt: number, key: Buffer): Buffer {
  const time = Buffer.allocUnsafe(8);
  time.writeDoubleBE(expiresAt, 0);
  return Buffer.concat([time, key]);
}

export function keyOfExpiry(expiry: Buffer): Buffer {
  return expiry.subarray(8);
}
