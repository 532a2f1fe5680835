import { expect, it } from 'vitest';
import { mistypedSettings } from './typingErrors.ts';

it('[G7] [G8] a setting that is nearly one that the schema knows and nobody gave is a typing error; others may be anything', () => {
  const schema = { type: 'object', properties: { milliseconds: {}, url: {}, method: {} } };
  expect(mistypedSettings(schema, { milisecond: 1 })).toEqual([]);
  expect(mistypedSettings(schema, { miliseconds: 1, Method: 'GET', urk: '', more: 2 })).toEqual([
    ['miliseconds', 'milliseconds'],
    ['Method', 'method'],
  ]);
  expect(mistypedSettings(schema, { methods: [], method: 'GET' })).toEqual([]);
  expect(mistypedSettings(null, { methods: [] })).toEqual([]);
});
