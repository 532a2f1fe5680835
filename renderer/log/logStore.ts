import type { LogRecord } from '#shared/rpc/live/log.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';

export interface NumberedRecord extends LogRecord {
  /** Grows by one with every record; names a line for as long as it is kept. */
  number: number;
}

export interface LogLines {
  records: readonly NumberedRecord[];
  /** Records that were never delivered, and records let go of to bound memory. */
  dropped: number;
  next: number;
}

/** The most records kept. */
export const mostRecords = 10_000;

export const emptyLog: LogLines = { records: [], dropped: 0, next: 1 };

/** Adds records, newest last, and lets the oldest go beyond `mostRecords`. */
export function appendLog(log: LogLines, records: readonly LogRecord[], dropped: number): LogLines {
  const added = records.slice(-mostRecords).map((record, index) => ({ ...record, number: log.next + index }));
  const kept = log.records.slice(Math.max(0, log.records.length + added.length - mostRecords));
  const lost = log.records.length - kept.length + records.length - added.length;
  return { records: [...kept, ...added], dropped: log.dropped + dropped + lost, next: log.next + added.length };
}

export const logLevels = ['debug', 'info', 'warn', 'error'] as const satisfies readonly LogLevel[];

export interface LogFilter {
  /** The least level shown. */
  level: LogLevel;
  /** Only this node; all when empty. */
  node: string;
  text: string;
}

/** The records that a filter lets through; the same array when that is all of them. */
export function filterLog(records: readonly NumberedRecord[], filter: LogFilter): readonly NumberedRecord[] {
  const least = logLevels.indexOf(filter.level);
  const text = filter.text.trim().toLowerCase();
  if (least === 0 && filter.node === '' && text === '') return records;
  return records.filter(
    (record) =>
      logLevels.indexOf(record.level) >= least &&
      (filter.node === '' || record.actorId === filter.node) &&
      (text === '' || record.text.toLowerCase().includes(text)),
  );
}

/** Lines as text, to be handed on. */
export function logText(records: readonly NumberedRecord[], titleOf: (record: NumberedRecord) => string): string {
  return records
    .map((record) => {
      const { timestamp, level, text } = record;
      return `${new Date(timestamp).toISOString()} ${level} ${titleOf(record)}: ${text}`;
    })
    .join('\n');
}
