import { describe, expect, it } from 'vitest';
import { blankFunctionDecorators } from './functionDecorators.ts';

describe('decorators above functions', () => {
  it('[D4] are blanked; every other character stays where it is', () => {
    const text = 'const a = 1;\n@actor({\n  name: "é😀)",\n})\nasync function process(context) {}\n';
    const { text: blanked, decorators } = blankFunctionDecorators(text);
    expect(blanked).toBe(`const a = 1;\n        \n${' '.repeat(15)}\n  \nasync function process(context) {}\n`);
    expect(blanked).toHaveLength(text.length);
    expect(decorators).toHaveLength(1);
    const [{ name, start, end, argument }] = decorators as [(typeof decorators)[0]];
    expect([name, text.slice(start, end), text.slice(argument!.start, argument!.end)]).toEqual([
      'actor',
      '@actor({\n  name: "é😀)",\n})',
      '({\n  name: "é😀)",\n})',
    ]);
  });

  it.each([
    ['@actor\nfunction f() {}', ['actor']],
    ['@reflow.actor({})\nexport default async function (c) {}', ['reflow.actor']],
    ['/** doc */ @actor({})\nexport const f = async (c) => {};', ['actor']],
    ['@actor({}) // why\n/* so */ function f() {}', ['actor']],
    ['@actor({a: `}${")"}`, b: /[)/]\\)/})\nfunction f() {}', ['actor']],
    ['@one\n@two(1)\nfunction f() {}', ['one', 'two']],
    ['export @actor({}) function f() {}', ['actor']],
    ['@actor({})\nfunction f() {}\n@actor({})\nfunction g() {}', ['actor', 'actor']],
  ])('[D4] found in %j', (text, names) => {
    expect(blankFunctionDecorators(text).decorators.map(({ name }) => name)).toEqual(names);
  });

  it.each([
    '@decorator\nclass A {}',
    '@decorator({})\nexport class A { @actor\n m() {} }',
    'const s = `\n@actor({})\nfunction f() {}`;',
    '// \n/*\n@actor({})\nfunction f() {}\n*/',
    'function f() {\n  @actor({})\n  function g() {}\n}',
    'const r = /\n/; const e = "@actor";',
    '@actor({',
    '@actor({})',
    'a / 2;\n"@actor"\n/ 3',
  ])('[D4] nothing is touched in %j', (text) => {
    expect(blankFunctionDecorators(text)).toEqual({ text, decorators: [] });
  });

  it('[D10] hostile text takes no time out of proportion', () => {
    for (const text of ['@a(', '@actor\n', '`${', '/', '@a(`${']) {
      const long = text.repeat(40_000);
      expect(blankFunctionDecorators(long).text).toHaveLength(long.length);
    }
  });
});
