import { expect, it } from 'vitest';
import { withTestCase } from './testCase.ts';

const observed = {
  name: 'message 4',
  config: { window: 7 },
  inputs: { row: '{"n":12345678901234567890}' },
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

it('[E5, N8] a test says the state before, what it failed with, and the actor where its file has several', () => {
  const failed = {
    ...observed,
    outputs: [],
    actor: 'Half',
    state: { seen: '3' },
    error: 'ZeroDivisionError: division by zero',
  };
  expect(JSON.parse(withTestCase(undefined, failed))).toMatchObject({
    actor: 'Half',
    cases: [{ state: { seen: 3 }, outputs: {}, error: 'ZeroDivisionError: division by zero' }],
  });
});
