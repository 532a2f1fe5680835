import { describe, expect, it } from 'vitest';
import { parsePortType } from '../actor/portType.ts';
import type { Value } from '../message/message.ts';
import { whyNotFitting } from './valueType.ts';

const fits = (value: Value, type: string) => whyNotFitting(value, parsePortType(type)!) === undefined;

describe('values and port types', () => {
  it.each<[string, Value[], Value[]]>([
    ['boolean', [true, null, { type: 'Boolean', data: false }], [0, 'true', {}, []]],
    ['integer', [3, 2n ** 60n, { type: 'integer', value: 3 }], [1.5, '3', true, [3]]],
    ['float', [3, 1.5, 2n ** 60n, { type: 'Float', data: 'NaN' }], ['1.5', true]],
    ['string', ['', { type: 'String', data: 'x' }], [1, {}, ['x']]],
    ['object', [{}, { a: 1 }, { type: 'Object', data: {} }], ['{}', [], 1]],
    ['object<Row>', [{ a: 1 }], ['row']],
    ['array', [[], [1, 'x']], [{}, 'x', 1]],
    ['array<integer>', [[], [1, 2]], [['x'], [1, 1.5], 1]],
    ['option<integer>', [null, 1], ['x']],
    ['any', [null, 1, 'x', {}, []], []],
    ['stream', [1, [1, 2]], []],
  ])('[M4] %s', (type, fitting, others) => {
    for (const value of fitting) expect(fits(value, type), String(value)).toBe(true);
    for (const value of others) expect(fits(value, type), String(value)).toBe(false);
  });
});
