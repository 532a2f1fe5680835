import { describe, expect, it } from 'vitest';
import { component } from '#shared/actor/componentFixture.ts';
import { groupComponents } from './groupComponents.ts';
import { paletteRows } from './paletteRows.ts';
import { searchComponents } from './searchComponents.ts';

const mean = component(
  'RollingMean',
  { in: { row: 'object' }, out: { mean: 'float' } },
  {
    tags: ['smoothing'],
    category: 'statistics',
    namespace: 'weather',
    description: 'Averages a field over the last days.',
  },
);
const alert = component('Alert', { in: { mean: 'float' } }, { badge: 'javascript', namespace: 'weather' });
const timer = component(
  'Timer',
  { out: { tick: 'flow' } },
  { kind: 'native', badge: 'native', namespace: 'core', category: 'source' },
);
const all = [timer, mean, alert];
const found = (search: string): string[] => searchComponents(all, search).map((one) => one.name);

describe('palette', () => {
  it('[E4] finds by name, qualified too, tag, port, description and runtime, names first', () => {
    expect(found('mean')).toEqual(['RollingMean', 'Alert']);
    expect(found('weather.roll')).toEqual(['RollingMean']);
    expect(found('smooth')).toEqual(['RollingMean']);
    expect(found('tick')).toEqual(['Timer']);
    expect(found('averages days')).toEqual(['RollingMean']);
    expect(found('javascript')).toEqual(['Alert']);
    expect(found('nothing like it')).toEqual([]);
  });

  it('[E4] groups by namespace and category, the built-in last', () => {
    const groups = groupComponents(searchComponents(all, '')).map(({ namespace, categories }) => [
      namespace,
      categories.map(({ name, components }) => [name, components.map((one) => one.name)]),
    ]);
    expect(groups).toEqual([
      [
        'weather',
        [
          ['statistics', ['RollingMean']],
          ['other', ['Alert']],
        ],
      ],
      ['core', [['source', ['Timer']]]],
    ]);
  });
});

describe('lines of the palette', () => {
  const problem = { file: 'actors/broken.actor.py', line: 3, column: 1, message: 'Expected an expression' };
  const shown = (search: string, folded: string[] = []): string[] =>
    paletteRows(all, [problem], search, new Set(folded)).map((row) => {
      if (row.kind === 'component') return row.component.name;
      return row.kind === 'problem' ? row.problem.file : `${row.kind} ${row.name}`;
    });

  it('[E4] lists problems first, then namespaces; categories only where there are several', () => {
    expect(shown('')).toEqual([
      'actors/broken.actor.py',
      'namespace weather',
      'category statistics',
      'RollingMean',
      'category other',
      'Alert',
      'namespace core',
      'Timer',
    ]);
  });

  it('[E4] folds a namespace, and unfolds it for a search', () => {
    expect(shown('', ['weather'])).toEqual(['actors/broken.actor.py', 'namespace weather', 'namespace core', 'Timer']);
    expect(shown('alert', ['weather'])).toEqual(['Alert']);
  });
});
