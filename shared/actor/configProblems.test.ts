import { expect, it } from 'vitest';
import { configProblems } from './configProblems.ts';

it('[G8, M3] big integers of a config are integers to its schema, however deep', () => {
  const schema = { properties: { list: { items: { type: 'integer' } }, low: { maximum: 5 } } };
  expect(configProblems(schema, { list: [2n ** 70n] })).toEqual([]);
  expect(configProblems(schema, { low: 2n ** 70n })).toEqual([expect.stringMatching(/^low /)]);
});

it('[G8] what a config leaves out and its schema gives is there, required or not; what does not fit is said in words', () => {
  const schema = {
    type: 'object',
    required: ['station', 'key'],
    additionalProperties: false,
    properties: {
      station: { type: 'string', default: 'Oslo' },
      key: { type: 'string' },
      window: { type: 'integer', minimum: 1 },
      kind: { enum: ['air', 'water'] },
    },
  };
  expect(configProblems(schema, { key: 'k' })).toEqual([]);
  expect(configProblems(schema, { window: 'seven', kind: 'fire', extra: 1 })).toEqual([
    'key is required.',
    'window must be of type integer.',
    'kind must be one of "air", "water".',
    'extra is not known here.',
  ]);
});
