import { describe, expect, it } from 'vitest';
import { markdownBlocks } from './markdownBlocks.ts';
import { treeRows } from './treeRows.ts';

describe('Markdown of a Display', () => {
  it('[C3] blocks and spans are read as data', () => {
    const text =
      '# T\n\nA **b** `c` [d](https://e)\nmore\n\n1. x\n2. y\n\n> q\n\n```\ncode *x*\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---';
    expect(markdownBlocks(text).map((block) => block.kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'quote',
      'code',
      'table',
      'rule',
    ]);
    expect(markdownBlocks('A **b** [d](https://e)')[0]).toEqual({
      kind: 'paragraph',
      content: [
        { kind: 'text', text: 'A ' },
        { kind: 'strong', text: 'b' },
        { kind: 'text', text: ' ' },
        { kind: 'link', text: 'd', address: 'https://e' },
      ],
    });
  });

  it('[X5] HTML stays text', () => {
    expect(markdownBlocks('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'paragraph', content: [{ kind: 'text', text: '<img src=x onerror=alert(1)>' }] },
    ]);
  });

  it('[C3] an unclosed fence ends with the text', () => {
    expect(markdownBlocks('```\nx')).toEqual([{ kind: 'code', text: 'x' }]);
  });
});

describe('a value as a tree', () => {
  it('[E6] begins open at the top only; every line knows its place', () => {
    const rows = treeRows({ a: [1, 2], b: 'x', c: {} }, new Set());
    expect(rows.map((row) => `${row.level} ${row.key} ${row.text} ${row.open}`)).toEqual([
      '1 value {3} true',
      '2 a [2] false',
      '2 b "x" undefined',
      '2 c {} undefined',
    ]);
    const opened = treeRows({ a: [1, 2] }, new Set(['$."a"']));
    expect(opened.map(({ key }) => key)).toEqual(['value', 'a', '0', '1']);
    expect(opened[2]?.parent).toBe('$."a"');
  });

  it('[E6] keys that look like paths do not collide', () => {
    const rows = treeRows({ 'a.b': 1, a: { b: 2 } }, new Set(['$."a"']));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });
});
