import { describe, expect, it } from 'vitest';
import { emptyGraph } from '#shared/graph/graph.ts';
import { placeWords, problemRows } from './problemRows.ts';

const graph = emptyGraph('weather');
graph.processes.mean = {
  ...{ id: 'mean', component: 'Mean', scriptRuntime: null },
  metadata: { studio: { title: 'Rolling mean' } },
};

describe('the problems panel', () => {
  it('[E7] lists the gravest first, and every row says its place', () => {
    const rows = problemRows(
      [{ file: 'actors/a.actor.py', line: 3, column: 7, message: 'invalid syntax' }],
      [
        { severity: 'warning', node: 'mean', message: 'port row is not wired', fix: 'Wire it' },
        { severity: 'error', connection: 'a.x to b.y', message: 'there is no port y' },
        { severity: 'info', message: 'the graph has no name' },
      ],
      'weather',
    );
    expect(rows.map((row) => `${row.severity} ${placeWords(row, graph)}`)).toEqual([
      'error actors/a.actor.py:3:7',
      'error weather › a.x to b.y',
      'warning weather › Rolling mean',
      'info weather',
    ]);
    expect(new Set(rows.map((row) => row.id)).size).toBe(4);
  });
});
