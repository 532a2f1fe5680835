import { expect, it } from 'vitest';
import { configProblems } from './configProblems.ts';

it('[G8, M3] big integers of a config are integers to its schema, however deep', () => {
  const schema = { properties: { list: { items: { type: 'integer' } }, low: { maximum: 5 } } };
  expect(configProblems(schema, { list: [2n ** 70n] })).toEqual([]);
  expect(configProblems(schema, { low: 2n ** 70n })).toEqual([expect.stringMatching(/^low: /)]);
});
