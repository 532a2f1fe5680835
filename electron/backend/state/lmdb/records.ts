/**
 * What the embedded store keeps under a key. A value is its JSON text; a list is a number under which its items are kept one by
 * one, so that appending to and taking from a long list cost the same as for a short one.
 *
 * Bytes of a record: u8 kind · f64 time of expiry in milliseconds since the epoch, 0 for none · value: UTF-8 text; list: u64 number of the list ·
 * u64 index of the first item · u64 index after the last. All big-endian.
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

const kinds = { value: 0, list: 1 } as const;
const headerBytes = 9;

export function writeRecord(record: StoredRecord): Buffer {
  if (record.kind === 'value') {
    const bytes = Buffer.allocUnsafe(headerBytes + Buffer.byteLength(record.text));
    bytes.writeUInt8(kinds.value, 0);
    bytes.writeDoubleBE(record.expiresAt, 1);
    bytes.write(record.text, headerBytes);
    return bytes;
  }
  const bytes = Buffer.allocUnsafe(headerBytes + 24);
  bytes.writeUInt8(kinds.list, 0);
  bytes.writeDoubleBE(record.expiresAt, 1);
  bytes.writeBigUInt64BE(record.list, headerBytes);
  bytes.writeBigUInt64BE(record.first, headerBytes + 8);
  bytes.writeBigUInt64BE(record.next, headerBytes + 16);
  return bytes;
}

export function readRecord(bytes: Buffer): StoredRecord {
  const expiresAt = bytes.readDoubleBE(1);
  if (bytes.readUInt8(0) === kinds.value)
    return { kind: 'value', expiresAt, text: bytes.toString('utf8', headerBytes) };
  return {
    kind: 'list',
    expiresAt,
    list: bytes.readBigUInt64BE(headerBytes),
    first: bytes.readBigUInt64BE(headerBytes + 8),
    next: bytes.readBigUInt64BE(headerBytes + 16),
  };
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
