import { describe, expect, it } from 'vitest';
import { emptyGraph } from '#shared/graph/graph.ts';
import type { StateEntry } from '#shared/rpc/live/state.ts';
import { editableText, readEdited } from './editedValue.ts';
import { mergeEntries, secondsLeft } from './liveEntries.ts';
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
        'name' in row ? `${row.name} ${row.count}` : row.id.split('/').at(-1),
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

  it('[T7] a value with something inside opens as a tree, branch by branch', () => {
    const last = entry('mean', 'last', '{"at":[1,{"deep":"x"}],"n":2}');
    const id = entryId(last);
    const shown = (...toggled: string[]) =>
      stateRows([last], '', new Set(toggled)).flatMap((row) =>
        row.kind === 'value' ? [`${row.level} ${row.line.key} ${row.line.text}`] : [],
      );
    expect(
      stateRows([last, ...entries], '', new Set()).flatMap((row) => (row.kind === 'entry' ? [row.open] : [])),
    ).toEqual([undefined, undefined, false, false]);
    expect(shown()).toEqual([]);
    expect(shown(id)).toEqual(['4 at [2]', '4 n 2']);
    expect(shown(id, `${id}$."at"`, `${id}$."at"[1]`)).toEqual(['4 at [2]', '5 0 1', '5 1 {1}', '6 deep "x"', '4 n 2']);
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
    expect(readEdited(entry('a', 'rows', '[1]', 'list'), '[]')).toEqual({
      refused: 'A list without items is none: delete rows instead.',
    });
    expect(readEdited(entry('a', 'rows', '[1]'), '[]')).toEqual({ value: [] });
    expect(readEdited(entry('a', 'ok', 'true'), '{')).toMatchObject({ refused: expect.stringContaining('not JSON') });
    expect(readEdited(entry('a', 'none', 'null'), '[1]')).toEqual({ value: [1] });
  });

  it('[T7] text is edited as it is, everything else as JSON', () => {
    expect(editableText(entry('a', 'name', '"two\\nlines"'))).toBe('two\nlines');
    expect(editableText(entry('a', 'n', '[1]'))).toBe('[1]');
  });

  it('[T3] a row leads to its node, in the graph that is open', () => {
    const graph = emptyGraph('weather');
    graph.processes['mean'] = { id: 'mean', component: 'RollingMean', metadata: {}, scriptRuntime: 'python' };
    const path = 'flows/weather.graph.json';
    expect(nodeOf('reflow/weather', 'mean', path, graph)).toBe('mean');
    expect(nodeOf('reflow/weather', 'RollingMean', path, graph)).toBe('mean');
    expect(nodeOf('reflow/other', 'mean', path, graph)).toBeUndefined();
    expect(nodeOf('reflow/weather', 'gone', path, graph)).toBeUndefined();
  });

  it('[T7] the first delivery is everything; later ones change and delete, and say what changed', () => {
    const known = mergeEntries(new Map(), { changed: entries, deleted: [] }, 1000, true);
    expect([...known.values()].map(({ changes }) => changes)).toEqual([0, 0, 0]);
    const days = { ...entries[2]!, json: '13' };
    const next = mergeEntries(known, { changed: [days], deleted: [entries[0]!] }, 2000, false);
    expect([...next.values()].map(({ key, json, changes }) => `${key} ${json} ${changes}`)).toEqual([
      'hot true 0',
      'days 13 1',
    ]);
    expect(mergeEntries(next, { changed: [days], deleted: [] }, 3000, false).get(entryId(days))?.changes).toBe(1);
  });

  it('[T7] a TTL counts down from when it was heard of', () => {
    const [live] = mergeEntries(
      new Map(),
      { changed: [{ ...entries[0]!, ttl: 10 }], deleted: [] },
      1000,
      true,
    ).values();
    expect(secondsLeft(live!, 1000)).toBe(10);
    expect(secondsLeft(live!, 4500)).toBe(7);
    expect(secondsLeft(live!, 90_000)).toBe(0);
  });
});
