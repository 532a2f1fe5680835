import type { Value } from '#shared/message/message.ts';
import { globMatcher } from '../glob.ts';
import { fullKey, scopePrefix } from '../keys.ts';
import { isInt64, type CheckedOperation } from '../operation.ts';
import { counterOverflow, wrongType } from '../stateFailures.ts';
import type { StateScope } from '../stateStore.ts';
import { countableIn, integerValue, readStateText, secondsLeft } from '../stateText.ts';
import type { StateTables } from './stateTables.ts';
import type { LastWrite, StoredRecord } from './records.ts';

export interface Outcome {
  readonly result: Value | undefined;
  /** What became of the key: nothing, new content, or it is gone. */
  readonly change: 'none' | 'written' | 'deleted';
  /** For the history of changes: JSON texts, as `KeyChange` has them. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

const unchanged = (result: Value | undefined): Outcome => ({ result, change: 'none' });
const written = (result: Value | undefined, before?: string, after?: string): Outcome => ({
  ...{ result, change: 'written', before, after },
});
const deleted = (result: Value | undefined, before?: string): Outcome => ({ result, change: 'deleted', before });
const textOf = (record: StoredRecord | undefined): string | undefined =>
  record?.kind === 'value' ? record.text : undefined;

/** When an operation is carried out, and for whom. */
export interface Circumstances {
  readonly now: number;
  /** Milliseconds after which what is written expires when nothing else was said; 0 for never. */
  readonly ttl: number;
  readonly writer: string | null;
}

/**
 * Carries out one operation. Operations that can change something run inside a write transaction.
 * @throws AppError `invalidParams` before anything is written
 */
export function carryOut(
  tables: StateTables,
  scope: StateScope,
  operation: CheckedOperation,
  { now, ttl, writer }: Circumstances,
): Outcome {
  if (operation.name === 'keys') return unchanged(listKeys(tables, scope, operation.pattern, now));
  const key = Buffer.from(fullKey(scope, operation.key));
  const record = tables.read(key, now);
  const defaultExpiry = ttl === 0 ? 0 : now + ttl;
  const by = { updatedAt: now, writer };
  switch (operation.name) {
    case 'get':
      if (record?.kind === 'list') throw wrongType('get', scope, operation.key, 'a list');
      return unchanged(record && readStateText(record.text));
    case 'exists':
      return unchanged(record !== undefined);
    case 'ttl':
      return unchanged(record ? (record.expiresAt === 0 ? -1 : secondsLeft(record.expiresAt - now)) : -2);
    case 'delete':
      if (record) tables.remove(key);
      return record ? deleted(true, textOf(record)) : unchanged(false);
    case 'set':
      tables.write(key, { kind: 'value', expiresAt: defaultExpiry, text: operation.text }, by);
      return written(null, textOf(record), operation.text);
    case 'increment': {
      const sum = increased(scope, operation.key, record, operation.amount);
      const text = sum.toString();
      tables.write(key, { kind: 'value', expiresAt: record?.expiresAt || defaultExpiry, text }, by);
      return written(integerValue(sum), textOf(record), text);
    }
    case 'extend':
      return extend(tables, scope, key, operation, record, defaultExpiry, by);
    case 'pop':
      return pop(tables, scope, key, operation.key, record, by);
    case 'expire':
      if (!record) return unchanged(false);
      if (operation.milliseconds <= 0) {
        tables.remove(key);
        return deleted(true, textOf(record));
      }
      tables.write(key, { ...record, expiresAt: now + operation.milliseconds }, by);
      return written(true, textOf(record), textOf(record));
  }
}

function listKeys(tables: StateTables, scope: StateScope, pattern: string | undefined, now: number): string[] {
  const prefix = scopePrefix(scope);
  const wanted = pattern === undefined ? () => true : globMatcher(pattern);
  const keys: string[] = [];
  for (const [full] of tables.keysWith(prefix, now)) {
    const key = full.slice(prefix.length);
    if (wanted(key)) keys.push(key);
  }
  return keys.toSorted();
}

function increased(scope: StateScope, key: string, record: StoredRecord | undefined, amount: bigint): bigint {
  if (record?.kind === 'list') throw wrongType('increment', scope, key, 'a list');
  const present = record ? countableIn(record.text) : 0n;
  if (present === undefined) throw wrongType('increment', scope, key, 'a value');
  if (!isInt64(present + amount)) throw counterOverflow(scope, key);
  return present + amount;
}

function extend(
  tables: StateTables,
  scope: StateScope,
  key: Buffer,
  operation: CheckedOperation & { name: 'extend' },
  record: StoredRecord | undefined,
  defaultExpiry: number,
  by: LastWrite,
): Outcome {
  if (record?.kind === 'value') throw wrongType('extend', scope, operation.key, 'a value');
  const { texts } = operation;
  if (texts.length === 0) return unchanged(record ? Number(record.next - record.first) : 0);
  const { list, first, next } = record ?? { list: tables.newListNumber(), first: 0n, next: 0n };
  texts.forEach((text, offset) => tables.putItem(list, next + BigInt(offset), text));
  const end = next + BigInt(texts.length);
  tables.write(key, { kind: 'list', expiresAt: record?.expiresAt || defaultExpiry, list, first, next: end }, by);
  return written(Number(end - first), undefined, `[${texts.join(',')}]`);
}

function pop(
  tables: StateTables,
  scope: StateScope,
  key: Buffer,
  name: string,
  record: StoredRecord | undefined,
  by: LastWrite,
): Outcome {
  if (!record) return unchanged(undefined);
  if (record.kind === 'value') throw wrongType('pop', scope, name, 'a value');
  const text = tables.takeItem(record.list, record.first);
  const value = readStateText(text);
  const first = record.first + 1n;
  if (first === record.next) {
    tables.remove(key);
    return deleted(value, text);
  }
  tables.write(key, { ...record, first }, by);
  return written(value, text);
}
