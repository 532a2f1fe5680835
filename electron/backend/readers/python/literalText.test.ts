import { expect, it } from 'vitest';
import { literalValue } from '../literal.ts';
import { literalOfText } from './literalText.ts';

const read = (text: string) => {
  const literal = literalOfText(text, { line: 3, column: 5 }, 0);
  return literal && literalValue(literal);
};

it('[D3] literals are read from their text as Python reads them', () => {
  const cases: [string, unknown][] = [
    ['None', null],
    ['( True )', true],
    ['- 1_000', -1000],
    ['0xFf', 255],
    ['1.5e-3', 0.0015],
    ['-123456789012345678901', -123456789012345678901n],
    ['"a\\n" \'b\' # c\n """d"""', 'a\nbd'],
    ['r"\\d" "\\x41"', '\\dA'],
    ['b"ab"', new Uint8Array([97, 98])],
    ['[1, (2,), (3), (), {4},]', [1, [2], 3, [], [4]]],
    ['{}', {}],
    ['{"a": {"b": [None]}, 1: "]", \'c\': "#",}', { a: { b: [null] }, 1: ']', c: '#' }],
    ['{"__proto__": 1}', JSON.parse('{"__proto__": 1}')],
  ];
  for (const [text, value] of cases) expect(read(text), text).toEqual(value);
});

it('[D2] what is no literal in every part is left to the syntax tree', () => {
  const others = [
    'x',
    'f"{x}"',
    '"a" f"b"',
    '1 + 2',
    '2j',
    '"a".upper()',
    '[x]',
    '{**x}',
    '{x: 1}',
    '{"a": y}',
    'Trues',
  ];
  others.push(
    '[1 for x in y]',
    '{1: 2 for x in y}',
    '{None: 1}',
    '(1 if x else 2)',
    'b"a" "b"',
    '-(1)',
    '[*x]',
    '{"a", x}',
  );
  others.push('['.repeat(100) + ']'.repeat(100));
  for (const text of others) expect(read(text), text).toBeUndefined();
});

it('[D10] parts know where they are written', () => {
  const literal = literalOfText('[1,\n  """a\nb""", {\n"k": -2}]', { line: 3, column: 5 }, 0);
  expect(literal).toMatchObject({
    at: { line: 3, column: 5 },
    items: [
      { at: { line: 3, column: 6 } },
      { at: { line: 4, column: 3 } },
      { at: { line: 5, column: 7 }, entries: [{ at: { line: 6, column: 1 }, value: { at: { line: 6, column: 6 } } }] },
    ],
  });
});
