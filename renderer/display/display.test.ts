import { describe, expect, it } from 'vitest';
import { displayChoice, displayed } from './displayChoice.ts';

describe('displays', () => {
  it('[C3] a Display shows what its mode says: the last value, a chart oldest first, a table newest first', () => {
    const rows = [{ a: 1 }, { a: 2 }];
    expect(displayed('value', 7, [5, 6, 7])).toBe(7);
    expect(displayed('chart', 7, [5, 6, 7])).toEqual([5, 6, 7]);
    expect(displayed('chart', rows[1], rows)).toEqual(rows);
    expect(displayed('table', rows[1], rows)).toEqual([{ a: 2 }, { a: 1 }]);
    expect(displayed('chart', [1, 2], [[1, 2]])).toEqual([1, 2]);
    expect(displayed('table', undefined, [])).toBeUndefined();
    expect(displayChoice({ mode: 'table', points: 20 })).toMatchObject({ mode: 'table', view: 'table', points: 20 });
    expect(displayChoice({ mode: 'nonsense' })).toMatchObject({ mode: 'value', view: undefined, points: 500 });
  });
});
