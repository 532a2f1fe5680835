import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffLines, foldSame } from './lineDiff.ts';

it('[G4] shows what was removed and added, and folds what is the same', () => {
  const lines = diffLines('a\nb\nc\nd\ne\nf\ng', 'a\nX\nc\nd\ne\nf\ng\nh');
  expect(lines.filter(({ kind }) => kind !== 'same')).toEqual([
    { kind: 'removed', text: 'b' },
    { kind: 'added', text: 'X' },
    { kind: 'added', text: 'h' },
  ]);
  expect(foldSame(lines, 1).map((line) => line?.text ?? null)).toEqual(['a', 'b', 'X', 'c', null, 'g', 'h']);
});

it('[G4] a comparison holds both texts whole', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const without = (kind: string): string =>
        lines
          .filter((line) => line.kind !== kind)
          .map((line) => line.text)
          .join('\n');
      expect(without('added')).toBe(before);
      expect(without('removed')).toBe(after);
    }),
  );
});
