import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from './unifiedDiff.ts';

/** Applies a patch as its format says, checking that every line that it names is there. */
function apply(patch: string, before: string): string {
  const source = before === '' ? [] : before.split(/(?<=\n)/);
  const result: string[] = [];
  let at = 0;
  const lines = patch.split('\n').slice(2, -1);
  for (const [index, line] of lines.entries()) {
    const header = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
    if (header) {
      const start = Number(header[1]) - (header[2] === '0' ? 0 : 1);
      result.push(...source.slice(at, start));
      at = start;
      expect(result.length).toBe(Number(header[3]) - (header[4] === '0' ? 0 : 1));
      continue;
    }
    if (line.startsWith('\\')) continue;
    const text = line.slice(1) + (lines[index + 1]?.startsWith('\\') ? '' : '\n');
    if (line[0] !== '+') expect(source[at++]).toBe(text);
    if (line[0] !== '-') result.push(text);
  }
  return [...result, ...source.slice(at)].join('');
}

describe('unifiedDiff', () => {
  it('[L1] shows a change with three lines around it', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    expect(unifiedDiff('x.py', before, before.replace('e', 'E'))).toBe(
      '--- a/x.py\n+++ b/x.py\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n',
    );
    expect(unifiedDiff('x.py', before, before)).toBe('');
  });

  it('[L1] a patch makes the new text of the old one', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 30 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        expect(apply(unifiedDiff('x', before, after), before)).toBe(after);
      }),
    );
  });
});
