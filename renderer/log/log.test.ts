import { describe, expect, it } from 'vitest';
import type { LogRecord } from '#shared/rpc/live/log.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import { appendLog, emptyLog, filterLog, mostRecords } from './logStore.ts';

const record = (text: string, level: LogLevel = 'info', actorId = 'mean'): LogRecord => ({
  actorId,
  graph: 'weather.graph.json',
  level,
  text,
  timestamp: 0,
});

describe('the log panel', () => {
  it('[E7] memory is bounded, and what was let go of is counted', () => {
    const first = appendLog(
      emptyLog,
      Array.from({ length: mostRecords }, (_, index) => record(`${index}`)),
      3,
    );
    const second = appendLog(first, [record('last')], 2);
    expect(second.records).toHaveLength(mostRecords);
    expect(second.records[0]?.text).toBe('1');
    expect(second.records.at(-1)?.text).toBe('last');
    expect(second.dropped).toBe(6);
    const flood = appendLog(
      second,
      Array.from({ length: mostRecords + 5 }, () => record('flood')),
      0,
    );
    expect(flood.records).toHaveLength(mostRecords);
    expect(flood.dropped).toBe(6 + mostRecords + 5);
  });

  it('[E7] every line keeps its number', () => {
    const log = appendLog(appendLog(emptyLog, [record('a'), record('b')], 0), [record('c')], 0);
    expect(log.records.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('[E7] filters by level and above, by node, and by text', () => {
    const { records } = appendLog(
      emptyLog,
      [record('Alpha', 'debug'), record('beta', 'error'), record('gamma', 'warn', 'alert')],
      0,
    );
    const texts = (filter: Parameters<typeof filterLog>[1]) => filterLog(records, filter).map(({ text }) => text);
    expect(texts({ level: 'warn', node: '', text: '' })).toEqual(['beta', 'gamma']);
    expect(texts({ level: 'debug', node: 'alert', text: '' })).toEqual(['gamma']);
    expect(texts({ level: 'debug', node: '', text: 'ALPHA' })).toEqual(['Alpha']);
  });
});
