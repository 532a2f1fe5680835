import { expect, it } from 'vitest';
import { readLastWrite, readRecord } from './records.ts';

it('[T1, T7] what earlier versions wrote is read, without who wrote it', () => {
  const value = Buffer.from([0, ...Buffer.alloc(8), ...Buffer.from('"é"')]);
  expect(readRecord(value)).toEqual({ kind: 'value', expiresAt: 0, text: '"é"' });
  const list = Buffer.alloc(9 + 24);
  list.writeUInt8(1);
  list.writeDoubleBE(5, 1);
  list.writeBigUInt64BE(7n, 9);
  list.writeBigUInt64BE(1n, 17);
  list.writeBigUInt64BE(3n, 25);
  expect(readRecord(list)).toEqual({ kind: 'list', expiresAt: 5, list: 7n, first: 1n, next: 3n });
  for (const bytes of [value, list]) expect(readLastWrite(bytes)).toEqual({ updatedAt: null, writer: null });
});
