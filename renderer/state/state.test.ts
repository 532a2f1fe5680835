import { describe, expect, it } from 'vitest';
import type { StateEntry } from '#shared/rpc/live.ts';
import { editableText, readEdited } from './editedValue.ts';
import { entryId, nodeOf, stateRows } from './stateTree.ts';

const entry = (actorId: string, key: string, json: string, type: StateEntry['type'] = 'value'): StateEntry => ({
  namespace: 'reflow/weather',
  actorId,
  key,
  type,
  json,
  bytes: json.length,
  ttl: null,
  updatedAt: null,
  writer: null,
});

const entries = [
  entry('mean', 'window', '[1,2]'),
  entry('alert', 'hot', 'true'),
  entry('mean', 'days', '12', 'counter'),
];

describe('the state browser', () => {
  it('[T7] keys are a tree by namespace and actor, in order', () => {
    expect(
      stateRows(entries, '', new Set()).map((row) =>
        row.kind === 'entry' ? row.entry.key : `${row.name} ${row.count}`,
      ),
    ).toEqual(['reflow/weather 3', 'alert 1', 'hot', 'mean 2', 'days', 'window']);
  });

  it('[T7] a closed branch hides its keys; a search finds in names and values and opens all', () => {
    const closed = new Set(['reflow%2Fweather/mean']);
    expect(stateRows(entries, '', closed)).toHaveLength(4);
    expect(stateRows(entries, 'window', closed).map((row) => row.level)).toEqual([1, 2, 3]);
    expect(stateRows(entries, 'mean 12', closed).at(-1)).toMatchObject({ entry: { key: 'days' } });
    expect(stateRows(entries, 'absent', closed)).toEqual([]);
  });

  it('[T7] no two keys are taken for one', () => {
    const ids = [
      { namespace: 'a/b', actorId: 'c', key: 'd' },
      { namespace: 'a', actorId: 'b/c', key: 'd' },
      { namespace: 'a', actorId: 'b', key: 'c/d' },
    ].map(entryId);
    expect(new Set(ids).size).toBe(3);
  });

  it('[T7] an edit keeps the type', () => {
    expect(readEdited(entry('a', 'name', '"x"'), '12')).toEqual({ value: '12' });
    expect(readEdited(entry('a', 'n', '1.5'), '18446744073709551616')).toEqual({ value: 18446744073709551616n });
    expect(readEdited(entry('a', 'n', '3', 'counter'), '4.5')).toEqual({
      refused: 'n is a counter: write a whole number.',
    });
    expect(readEdited(entry('a', 'rows', '[]', 'list'), '{}')).toEqual({ refused: 'rows holds a list: write a list.' });
    expect(readEdited(entry('a', 'ok', 'true'), '{')).toMatchObject({ refused: expect.stringContaining('not JSON') });
    expect(readEdited(entry('a', 'none', 'null'), '[1]')).toEqual({ value: [1] });
  });

  it('[T7] text is edited as it is, everything else as JSON', () => {
    expect(editableText(entry('a', 'name', '"two\\nlines"'))).toBe('two\nlines');
    expect(editableText(entry('a', 'n', '[1]'))).toBe('[1]');
  });

  it('[T3] a row leads to its node, in the graph that is open', () => {
    expect(nodeOf('reflow/weather', 'mean', 'weather', ['mean'])).toBe('mean');
    expect(nodeOf('reflow/other', 'mean', 'weather', ['mean'])).toBeUndefined();
    expect(nodeOf('reflow/weather', 'gone', 'weather', ['mean'])).toBeUndefined();
  });
});
