import { describe, expect, it } from 'vitest';
import { parseJson } from './json.ts';
import { RawJson, writeJsonText } from './jsonText.ts';

describe('the text of a request', () => {
  it('[M3] big integers keep all their digits, everything else is as JSON has it', () => {
    const params = { a: [2n ** 64n, 1.5, null, 'x"y'], gone: undefined, b: { c: true } };
    expect(writeJsonText(params)).toBe('{"a":[18446744073709551616,1.5,null,"x\\"y"],"b":{"c":true}}');
    expect(parseJson(writeJsonText(params))).toEqual({ a: [2n ** 64n, 1.5, null, 'x"y'], b: { c: true } });
    expect(writeJsonText({ a: 1 })).toBe('{"a":1}');
  });

  it('[R1] text that is JSON already is spliced in, beside anything', () => {
    expect(writeJsonText({ big: 2n ** 64n, raw: new RawJson('{"a": 1.0}') })).toBe(
      '{"big":18446744073709551616,"raw":{"a": 1.0}}',
    );
    expect(writeJsonText([new RawJson('1.0')])).toBe('[1.0]');
    expect(writeJsonText(undefined)).toBe('null');
  });

  it('[M3] a cycle is an error, not an endless text', () => {
    const cycle: Record<string, unknown> = { big: 1n };
    cycle['self'] = cycle;
    expect(() => writeJsonText(cycle)).toThrow(TypeError);
  });
});
