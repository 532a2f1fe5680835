import { expect, it } from 'vitest';
import { withTestCase } from './testCase.ts';

const observed = {
  name: 'message 4',
  config: { window: 7 },
  port: 'row',
  json: '{"n":12345678901234567890}',
  outputs: [
    { port: 'mean', json: '1' },
    { port: 'mean', json: '2' },
  ],
};

it('[E6] a message becomes a test of what was observed, in a new file or after the cases there', () => {
  const text = withTestCase(undefined, observed);
  expect(text).toContain('"n": 12345678901234567890');
  expect(JSON.parse(text)).toMatchObject({
    cases: [{ name: 'message 4', config: { window: 7 }, outputs: { mean: [1, 2] } }],
  });
  const more = JSON.parse(withTestCase(text, { ...observed, name: 'another', config: {} })) as { cases: object[] };
  expect(more.cases).toHaveLength(2);
  expect(more.cases[1]).toMatchObject({ name: 'another' });
  expect(() => withTestCase('{', observed)).toThrow();
});
