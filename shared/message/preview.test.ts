import { expect, it } from 'vitest';
import { writePlain } from './json.ts';
import type { Message } from './message.ts';
import { chipOf, previewOf } from './preview.ts';
import { WholeFloat } from './wholeFloat.ts';

it('[E1, M3] a chip tells whole floats from integers, and groups the digits of both', () => {
  const chip = (data: Message['data'], json: string): string => previewOf({ type: 'Float', data }, json).chip;
  expect([chip(250, '250.0'), chip(-1_234_567, '-1234567.0'), chip(0, '-0.0'), chip(1e22, '1e+22')]).toEqual([
    '250.0',
    '-1\u2009234\u2009567.0',
    '-0.0',
    '1e+22',
  ]);
  expect(chip(1.234_567_89e22, '1.23456789e+22')).toBe('1.23457e+22');
  expect([chipOf(WholeFloat.of(3)), chipOf(3), chipOf(3.5), chipOf(12_345n)]).toEqual([
    '3.0',
    '3',
    '3.5',
    '12\u2009345',
  ]);
  const data = [1, 2.5];
  expect(previewOf({ type: 'Array', data }, writePlain(data)).chip).toBe('[2]');
});
