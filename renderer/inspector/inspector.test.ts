import { describe, expect, it } from 'vitest';
import { formatCount, formatDuration, formatRate } from '../parts/measures.ts';
import { stackPieces } from '../failure/stackLinks.ts';

describe('the inspector', () => {
  it('[A7] a stack leads to the lines of the person’s own files, in Python and in JavaScript', () => {
    const places = (stack: string) => stackPieces(stack).filter((piece) => 'file' in piece);
    expect(
      places('Traceback:\n  File "actors/rolling.actor.py", line 22, in rolling_mean\n    row[field]\nKeyError: x'),
    ).toEqual([{ text: 'File "actors/rolling.actor.py", line 22', file: 'actors/rolling.actor.py', line: 22 }]);
    expect(places('TypeError: no\n    at check (actors/alert.actor.js:23:14)\n    at node:internal/x:1:2')).toEqual([
      { text: 'actors/alert.actor.js:23:14', file: 'actors/alert.actor.js', line: 23 },
    ]);
  });

  it('[S8] a syntax error leads to its line', () => {
    expect(stackPieces('SyntaxError: invalid syntax (actors/rolling.actor.py, line 22)')[1]).toEqual({
      text: 'actors/rolling.actor.py, line 22',
      file: 'actors/rolling.actor.py',
      line: 22,
    });
  });

  it('[A7] no text of a stack is lost', () => {
    const stack = 'a\n at f (b/c.mjs:1:2)\n  File "d.py", line 3\nend';
    expect(
      stackPieces(stack)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(stack);
  });

  it('[E6] measures are short and in units that people read', () => {
    expect([0.0027, 0.42, 12.3, 1530, 125_000, 7_260_000].map(formatDuration)).toEqual([
      '2.7 µs',
      '0.4 ms',
      '12 ms',
      '1.5 s',
      '2 min 5 s',
      '2 h 1 min',
    ]);
    expect([0, 4.23, 48.6, 12_430, 1_300_000].map(formatRate)).toEqual(['0', '4.2', '49', '12.4 K', '1.3 M']);
    expect(formatCount(1234567)).toBe('1\u2009234\u2009567');
  });
});
